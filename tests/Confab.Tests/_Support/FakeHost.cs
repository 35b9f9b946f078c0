using System.Collections.Concurrent;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>A host of pictures and films, as providers and strangers have them.</summary>
internal sealed class FakeHost : LocalServer
{
    private readonly ConcurrentDictionary<string, HostedFile> files = new();
    private readonly ConcurrentQueue<string> asked = new();
    private readonly Signal signal = new();

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    public static async Task<FakeHost> OpenAsync()
    {
        var host = new FakeHost();
        await host.StartAsync();
        return host;
    }

    /// <summary>Puts a file there; returns its address.</summary>
    public string Put(string path, byte[] bytes, string contentType = "image/png")
    {
        files[path] = new HostedFile(bytes, contentType);
        return Address + path;
    }

    /// <summary>Answers a path with statuses, one after the other, before its file.</summary>
    public void Fail(string path, params int[] statuses) => files[path] = files.GetValueOrDefault(path, new HostedFile([], "")) with { Statuses = new ConcurrentQueue<int>(statuses) };

    /// <summary>Leads from one path to another address.</summary>
    public string Redirect(string path, string to)
    {
        files[path] = new HostedFile([], "", to);
        return Address + path;
    }

    public Task WaitAsync(Func<bool> condition) => signal.WaitAsync(condition, TimeSpan.FromSeconds(20));

    protected override void Record(HttpContext http, string body)
    {
        asked.Enqueue(http.Request.Path);
        signal.Raise();
    }

    protected override async Task AnswerAsync(HttpContext http)
    {
        var file = files.GetValueOrDefault(http.Request.Path);
        if (file is null || file.Statuses.TryDequeue(out var status) && (http.Response.StatusCode = status) > 0)
            http.Response.StatusCode = file is null ? 404 : http.Response.StatusCode;
        else if (file.Location.Length > 0)
            http.Response.Redirect(file.Location);
        else
        {
            http.Response.ContentType = file.ContentType;
            http.Response.ContentLength = file.Bytes.Length;
            await http.Response.Body.WriteAsync(file.Bytes);
        }
    }

    private sealed record HostedFile(byte[] Bytes, string ContentType, string Location = "")
    {
        public ConcurrentQueue<int> Statuses { get; init; } = new();
    }
}
