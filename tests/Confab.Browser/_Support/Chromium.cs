[assembly: AssemblyFixture(typeof(Confab.Browser.Chromium))]

namespace Confab.Browser;

/// <summary>The one browser of the suite: Debian's, or the one that <c>CONFAB_TEST_CHROMIUM</c> names. Each visitor and each person at a desk is a context of it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>How long anything on a page may take until a test gives up on it, in milliseconds.</summary>
    private const float Patience = 20_000;

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public async ValueTask InitializeAsync()
    {
        SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CONFAB_TEST_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            // Root has no sandbox to give; the pages are our own.
            ChromiumSandbox = false
        });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }

    /// <summary>A browser of somebody who was never here.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options)
    {
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return context;
    }
}
