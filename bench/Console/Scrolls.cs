namespace Confab.ConsoleBench;

/// <summary>The whole inbox under the wheel and under the keys, at rest and while messages come in.</summary>
internal static class Scrolls
{
    private const int Notch = 600; // pixels
    private const int PressesPerSecond = 5; // of a key, by somebody in a hurry
    private const int RepeatsPerSecond = 30; // of a key that is held

    /// <summary>Scrolls an empty page, then the inbox.</summary>
    public static async Task RunAsync(Screen screen, Installation installation, Options options)
    {
        var blank = await screen.ComeAsync();
        await blank.GotoAsync("/health/live");
        await blank.SetContentAsync("<body style='height: 9000000px'>");
        await blank.Mouse.MoveAsync(200, 500);
        var empty = await blank.WatchAsync(() => blank.WheelAsync(Notch, options.Seconds));
        Report.Frames("b an empty page, by wheel", empty);
        await blank.Context.CloseAsync();

        foreach (var isLive in (bool[])[false, true])
        {
            using var stop = new CancellationTokenSource();
            var live = isLive ? installation.SayAllAsync(options, stop.Token) : Task.CompletedTask;
            foreach (var keys in (bool[])[false, true])
            {
                var page = await screen.ComeAsync();
                await page.LoadAsync("/inbox");
                await page.Mouse.MoveAsync(200, 500);
                foreach (var (what, act) in keys ? Keys : Wheel)
                {
                    var seen = await page.WatchAsync(() => act(page, options.Seconds), options.Profile is null ? null : $"{options.Profile}/b-{what}{(isLive ? "-live" : "")}.cpuprofile");
                    Report.Frames($"b inbox, {what}{(isLive ? $", {options.Rate} messages/s" : "")}", seen, empty);
                    Report.Fact("", FormattableString.Invariant($"came to row {await PlaceAsync(page):N0}"));
                }
                await page.Context.CloseAsync();
            }
            await stop.CancelAsync();
            await live;
        }
    }

    private static readonly (string, Func<IPage, int, Task>)[] Wheel = [("wheel", (page, seconds) => page.WheelAsync(Notch, seconds))];

    private static readonly (string, Func<IPage, int, Task>)[] Keys =
    [
        ("j pressed", (page, seconds) => KeyAsync(page, "j", seconds * PressesPerSecond, PressesPerSecond, isHeld: false)),
        ("j held", (page, seconds) => KeyAsync(page, "j", seconds * RepeatsPerSecond, RepeatsPerSecond, isHeld: true)),
        ("k held", (page, seconds) => KeyAsync(page, "k", seconds * RepeatsPerSecond, RepeatsPerSecond, isHeld: true))
    ];

    private static async Task KeyAsync(IPage page, string key, int count, int perSecond, bool isHeld)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        for (var i = 0; i < count; i++)
        {
            await page.Keyboard.DownAsync(key);
            if (!isHeld || i == count - 1)
                await page.Keyboard.UpAsync(key);
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>The place of the last row that is drawn.</summary>
    private static Task<int> PlaceAsync(IPage page) => page.EvaluateAsync<int>("Math.max(...[...document.querySelectorAll('[data-testid=conversations] [role=listitem]')].map(row => Number(row.ariaPosInSet)))");
}
