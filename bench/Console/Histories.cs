namespace Confab.ConsoleBench;

/// <summary>A long conversation, read back to its beginning.</summary>
internal static class Histories
{
    private const int Notch = -1500; // pixels
    private const int MostSeconds = 60;

    /// <summary>Scrolls back until the first message is there, then from the beginning down again; or for a minute.</summary>
    public static async Task RunAsync(Screen screen, Installation installation, Options options)
    {
        var page = await screen.ComeAsync();
        Report.Fact("c messages there", FormattableString.Invariant($"{await page.LoadAsync($"/inbox/{installation.Long}"):N0}"));
        await page.Mouse.MoveAsync(800, 400);
        var begin = Environment.TickCount64;
        var back = await page.WatchAsync(() => page.WheelAsync(Notch, MostSeconds, () => IsThereAsync(page)), options.Profile is null ? null : $"{options.Profile}/c-back.cpuprofile");
        Report.Frames($"c {options.Messages:N0} messages, back by wheel", back);
        Report.Fact("", FormattableString.Invariant($"{(await IsThereAsync(page) ? "to the first" : "not to the first")} in {(Environment.TickCount64 - begin) / 1000.0:N1} s"));
        Report.Frames("c and down again", await page.WatchAsync(() => page.WheelAsync(-Notch, options.Seconds)));
        await page.Context.CloseAsync();
    }

    private static Task<bool> IsThereAsync(IPage page) => page.EvaluateAsync<bool>("(() => { const log = document.querySelector('[role=log]'); return log.scrollHeight + log.scrollTop - log.clientHeight < 50 && !log.querySelector('[role=status]'); })()");
}
