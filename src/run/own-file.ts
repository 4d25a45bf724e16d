import { constants } from "node:fs";

/** Flags to append to a file of a run folder: a link in a folder of somebody else is not followed to a file elsewhere. */
export const OWN_FILE = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
