using Confab.ConsoleBench;

// Measures the console in a real browser; see README.md beside this. Linux only, as bench/Load, whose server and store it uses.
return await Options.ReadAsync(args, async options =>
{
    // No run is for ever, whatever hangs.
    using var end = new Timer(_ => Environment.Exit(3), null, TimeSpan.FromMinutes(15), Timeout.InfiniteTimeSpan);
    await using var installation = await Installation.StartAsync(options);
    await using var screen = await Screen.OpenAsync(installation);
    Report.Begin(options);
    if (options.Has('a'))
        await FirstLoads.RunAsync(screen, options);
    if (options.Has('b'))
        await Scrolls.RunAsync(screen, installation, options);
    if (options.Has('c'))
        await Histories.RunAsync(screen, installation, options);
    if (options.Has('d'))
        await Phones.RunAsync(screen, options);
    return 0;
});
