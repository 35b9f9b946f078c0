using Confab.Load;

// Measures the server beside the floor; see docs/performance.md. Linux only: processor time and memory are read from /proc.
return await Options.ReadAsync(args, async options =>
{
    // No run is for ever, whatever hangs.
    using var end = new Timer(_ => Environment.Exit(3), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
    using var line = new FakeLine();
    using var receiver = new Receiver();
    var report = new Report(options);
    await new Benchmark(options, report, line, receiver).RunAsync();
    await report.FinishAsync();
    return 0;
});
