using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Confab.Tests;

/// <summary>Reads all that a server logs and finds no credential in it.</summary>
internal sealed partial class LogWatch : ILoggerProvider, ILogger
{
    private static readonly string[] Known = [TestServer.AdminPassword, TestServer.LineSecret, TestServer.LineToken, TestServer.WebhookSecret, FakeTwilio.Token, FakeTelnyx.Key, FakeMailgun.ApiKey, FakeMailgun.SigningKey, FakeMailServer.Password, FakeWhatsApp.Token, FakeWhatsApp.AppSecret, FakeWhatsApp.VerifyToken];
    private readonly ConcurrentQueue<string> found = new();
    private readonly ConcurrentQueue<string> faults = new();
    private int lines;

    public int Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        Look(state.ToString() ?? "");
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref lines);
        if (logLevel >= LogLevel.Error)
            faults.Enqueue(formatter(state, exception) + exception);
        Look(formatter(state, exception) + exception);
    }

    /// <summary>What was logged as an error: nothing should be, but where a test is about just that.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    public void RequireNoCredential() => found.ShouldBeEmpty("a credential was logged");

    public void Dispose()
    {
    }

    private void Look(string line)
    {
        if (AccessKey().IsMatch(line) || Token().IsMatch(line) || Known.Any(secret => line.Contains(secret, StringComparison.Ordinal)))
            found.Enqueue(line);
    }

    [GeneratedRegex("vb_[A-Za-z0-9]{32}")]
    private static partial Regex AccessKey();

    [GeneratedRegex(@"eyJ[\w-]{10,}\.eyJ[\w-]{10,}")]
    private static partial Regex Token();
}
