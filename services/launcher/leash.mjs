// Loaded into a program that is not ours (node --import): ends its whole process group when whoever started it is gone.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));
process.channel?.unref();
