using System.Collections.Concurrent;
using Confab.Demo;

namespace Confab.Tests.Flows;

/// <summary>What flows call: keeps every call in its order, and answers by the path.</summary>
internal sealed class CallTarget : LocalServer
{
    private readonly ConcurrentQueue<TargetCall> calls = new();
    private readonly Signal signal = new();

    private CallTarget()
    {
    }

    /// <summary>Every call, repeated ones included.</summary>
    public IReadOnlyList<TargetCall> Calls => [.. calls];

    /// <summary>What it answers by path; <c>{}</c> where nothing stands here.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = new();

    public static async Task<CallTarget> StartedAsync()
    {
        var target = new CallTarget();
        await target.StartAsync();
        return target;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    protected override void Record(HttpContext http, string body)
    {
        calls.Enqueue(new TargetCall(http.Request.Method, http.Request.Path, http.Request.Headers["Idempotency-Key"].ToString(), http.Request.ContentType ?? "", body));
        signal.Raise();
    }

    protected override Task AnswerAsync(HttpContext http) => http.Response.WriteAsync(Answers.GetValueOrDefault(http.Request.Path, "{}"));
}

/// <summary>A call as it came.</summary>
internal sealed record TargetCall(string Method, string Path, string Key, string ContentType, string Body);
