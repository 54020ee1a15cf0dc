// Preloaded into what the launcher starts: a launcher that was killed outright cannot pass on any signal, but the channel
// to it closes, and that is then the signal to stop.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening must not keep a finished program alive.
  process.channel.unref();
}
