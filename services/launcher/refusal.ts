/** The start cannot go on over something a person can put right. Its message is the one line they get to see. */
export class StartRefused extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user has no permission to write there",
  EPERM: "this user has no permission to write there",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of the path is not a directory",
  EEXIST: "there is something else in its place",
  ENOENT: "its file system takes no directories",
  ENAMETOOLONG: "the path is too long",
  ELOOP: "its symbolic links go round in a circle",
};

/** The line for a failure below the data directory; null when it is none of those, hence a bug. */
export function storageRefusal(error: unknown, dataDir: string): string | null {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(dataDir);
  const reason = REASONS[code];
  if (reason === undefined) return null;
  return `KEYWARDEN_DATA_DIR: ${dataDir} cannot hold the data, ${reason}: expected a directory that ${userName()} may write to.`;
}

export function diskFull(dataDir: string): string {
  return `The disk that holds ${dataDir} is full: free some space and start again.`;
}

function userName(): string {
  return process.env.USER ?? process.env.LOGNAME ?? `user id ${process.getuid?.()}`;
}
