using System.Net;

namespace Confab.Demo;

/// <summary>A small HTTP server on a free loopback port, for what stands in a provider's or a customer's place.</summary>
internal abstract class LocalServer : IAsyncDisposable
{
    private readonly WebApplication app;

    protected LocalServer()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        app.Run(HandleAsync);
    }

    /// <summary>Answers in the server's place when set: true when it did.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Address => app.Urls.First();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    /// <summary>Starts to listen.</summary>
    protected Task StartAsync() => app.StartAsync();

    /// <summary>Answers a request.</summary>
    protected abstract Task AnswerAsync(HttpContext http);

    /// <summary>Sees every request with its body, before anybody answers it.</summary>
    protected abstract void Record(HttpContext http, string body);

    private async Task HandleAsync(HttpContext http)
    {
        http.Request.EnableBuffering();
        using var reader = new StreamReader(http.Request.Body, leaveOpen: true);
        Record(http, await reader.ReadToEndAsync());
        http.Request.Body.Position = 0;
        if (Intercept is null || !await Intercept(http))
            await AnswerAsync(http);
    }
}
