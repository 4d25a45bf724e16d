import pc from "picocolors";

/**
 * Colours where a person looks: on a terminal that has them, or where FORCE_COLOR asks for them. picocolors alone
 * colours wherever CI is set, so that what a job writes to a file would be full of escapes.
 */
export function colours(): ReturnType<typeof pc.createColors> {
  const wanted = process.stdout.isTTY === true || Boolean(process.env.FORCE_COLOR);
  return pc.createColors(wanted && pc.isColorSupported);
}
