using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Confab.ConsoleBench;

/// <summary>The published server on a store that is filled: its pretend number, and people who write to it.</summary>
internal sealed class Installation : IAsyncDisposable
{
    /// <summary>Who may do everything.</summary>
    public const string Username = "admin@localhost";

    /// <summary>Its password.</summary>
    public const string Password = "correct-horse-battery";

    private readonly Store store;
    private readonly ServerProcess server;
    private readonly HttpClient http;
    private readonly string number;

    private Installation(Store store, ServerProcess server, HttpClient http, string number) => (this.store, this.server, this.http, this.number) = (store, server, http, number);

    /// <summary>Where the server is.</summary>
    public string Url => $"http://{server.Address}";

    /// <summary>The conversation with all the messages.</summary>
    public Guid Long { get; private set; }

    /// <summary>Publishes and starts the server, and fills its store.</summary>
    public static async Task<Installation> StartAsync(Options options)
    {
        var program = await Programs.PublishAsync("src/Confab", "confab");
        var store = await Store.NewAsync(options.Database);
        var server = await ServerProcess.StartAsync(program, "serve", "--data", store.Folder, $"--Confab:Database={store.Setting}", "--Confab:RateLimit:Enabled=false",
            $"--Confab:Admin:Username={Username}", $"--Confab:Admin:Password={Password}");
        var http = new HttpClient { BaseAddress = new Uri($"http://{server.Address}/v1.0/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(store.Folder, "admin.key"))).Trim()) } };
        var number = (await http.GetFromJsonAsync<JsonElement>("numbers")).GetProperty("result")[0];
        // Nobody answers by itself: what comes in is what was sent in.
        (await http.PutAsJsonAsync($"numbers/{number.GetProperty("id").GetString()}", new { message_flow_id = "" })).EnsureSuccessStatusCode();
        var installation = new Installation(store, server, http, number.GetProperty("number").GetString()!);
        await installation.SayAsync(People.First, "The first of all");
        installation.Long = await People.FillAsync(store, options);
        return installation;
    }

    /// <summary>Somebody writes.</summary>
    public async Task SayAsync(string from, string text) => (await http.PostAsJsonAsync("phone/messages", new { from, to = number, text })).EnsureSuccessStatusCode();

    /// <summary>People out of the whole inbox write, so many a second, until it is cancelled.</summary>
    public async Task SayAllAsync(Options options, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / options.Rate));
        var said = 0;
        var running = new List<Task>();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
                running.Add(SayAsync(People.Number(Random.Shared.Next(options.Conversations)), $"Live message number {++said}"));
        }
        catch (OperationCanceledException)
        {
        }
        await Task.WhenAll(running);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        await store.DisposeAsync();
    }
}
