using System.Collections.Concurrent;
using Confab.Demo;

namespace Confab.Faults.Fakes;

/// <summary>Where the flow's <c>webhook_send</c> goes: counts the actions by their idempotency keys.</summary>
internal sealed class Sink : LocalServer
{
    private readonly ConcurrentQueue<(string Text, string Key)> calls = new();

    private Sink()
    {
    }

    /// <summary>Every call: the message that it is about, and its key.</summary>
    public IReadOnlyList<(string Text, string Key)> Calls => [.. calls];

    /// <summary>How many came so far.</summary>
    public int Count => calls.Count;

    /// <summary>Starts one.</summary>
    public static async Task<Sink> StartedAsync()
    {
        var sink = new Sink();
        await sink.StartAsync();
        return sink;
    }

    /// <inheritdoc />
    protected override void Record(HttpContext http, string body) => calls.Enqueue((body, http.Request.Headers["Idempotency-Key"].ToString()));

    /// <inheritdoc />
    protected override Task AnswerAsync(HttpContext http) => Task.CompletedTask;
}
