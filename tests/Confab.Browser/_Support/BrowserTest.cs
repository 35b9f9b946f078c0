using System.Collections.Concurrent;

namespace Confab.Browser;

/// <summary>
/// A test with a server of its own and people before screens. It fails on what no page of ours may do, and leaves pictures of the open pages when it fails.
/// </summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<IBrowserContext> contexts = [];
    private readonly ConcurrentQueue<string> faults = new();

    private protected TestServer Server { get; private set; } = null!;

    /// <summary>What pages did that they may not. Where a test is about just that, it takes it out.</summary>
    private protected ConcurrentQueue<string> Faults => faults;

    /// <summary>The wall clock of the server.</summary>
    private protected MovableClock Clock { get; } = new();

    public virtual async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(settings: await SettingsAsync(), replace: services => services.AddSingleton<TimeProvider>(Clock));

    /// <summary>What the server is told beside what every test's is, as where a provider is.</summary>
    private protected virtual Task<Dictionary<string, string?>> SettingsAsync() => Task.FromResult(new Dictionary<string, string?>());

    /// <summary>Somebody comes, with a browser of his own and an empty page.</summary>
    private protected async Task<IPage> ComeAsync(BrowserNewContextOptions? options = null)
    {
        var context = await chromium.NewContextAsync(options);
        contexts.Add(context);
        context.WebError += (_, error) => faults.Enqueue($"an error that nobody caught: {error.Error}");
        context.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.OrdinalIgnoreCase))
                faults.Enqueue(message.Text);
        };
        return await context.NewPageAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        try
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed || !faults.IsEmpty)
                Assert.Fail(string.Join('\n', [.. faults, $"The pages then: {string.Join(' ', await PicturesAsync())}"]));
        }
        finally
        {
            foreach (var context in contexts)
                await context.CloseAsync();
            await Server.DisposeAsync();
        }
    }

    private async Task<List<string>> PicturesAsync()
    {
        var paths = new List<string>();
        foreach (var page in contexts.SelectMany(context => context.Pages))
        {
            paths.Add(Path.Combine(Path.GetTempPath(), $"confab-{TestContext.Current.TestMethod?.MethodName}-{paths.Count + 1}-{Guid.NewGuid():N}.png"));
            await page.ScreenshotAsync(new() { Path = paths[^1] });
        }
        return paths;
    }
}
