namespace Confab.ConsoleBench;

/// <summary>Debian's Chromium, or the one that <c>CONFAB_TEST_CHROMIUM</c> names, and people before it.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private static readonly string Probe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "probe.js"));
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly string url;

    private Screen(IPlaywright playwright, IBrowser browser, string url) => (this.playwright, this.browser, this.url) = (playwright, browser, url);

    /// <summary>Opens the browser.</summary>
    public static async Task<Screen> OpenAsync(Installation installation)
    {
        var playwright = await Playwright.CreateAsync();
        return new Screen(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CONFAB_TEST_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium",
            ChromiumSandbox = false, // root has none to give; the pages are our own
            Args = ["--enable-precise-memory-info"]
        }), installation.Url);
    }

    /// <summary>A browser that was never here, signed in as the admin, with an empty page.</summary>
    public async Task<IPage> ComeAsync()
    {
        var context = await browser.NewContextAsync(new() { BaseURL = url, ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddInitScriptAsync(Probe);
        var login = await context.APIRequest.PostAsync("/auth/login", new() { DataObject = new { username = Installation.Username, password = Installation.Password }, Headers = new Dictionary<string, string> { ["Origin"] = url } });
        if (!login.Ok)
            throw new InvalidOperationException(await login.TextAsync());
        return await context.NewPageAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
