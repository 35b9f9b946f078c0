using System.Net.Http.Headers;

namespace Confab.Faults.Loads;

/// <summary>
/// Users who write, are written to, and write again. Whoever gets no answer repeats the same: the provider with the same event id, the
/// client with the same <c>Idempotency-Key</c>; and now and then they do so although they had one.
/// </summary>
internal sealed class Load : IDisposable
{
    /// <summary>The usual pause.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(150);

    private readonly HttpClient http;
    private readonly Ledger ledger;
    private readonly IReadOnlyList<User> users;
    private readonly TimeSpan pause;
    private readonly CancellationTokenSource stop = new();
    private List<Task> running = [];

    public Load(string url, string key, Ledger ledger, IReadOnlyList<User> users, TimeSpan pause)
    {
        this.pause = pause;
        this.ledger = ledger;
        this.users = users;
        http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = new Uri(url),
            Timeout = TimeSpan.FromSeconds(4)
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Begins.</summary>
    public void Start() => running = [.. users.Select(user => Task.Run(() => RunAsync(user)))];

    /// <summary>Ends; what has no answer by then has none.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(running);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Dispose();
        http.Dispose();
    }

    private async Task RunAsync(User user)
    {
        try
        {
            while (true)
            {
                if (user.Writes)
                    await WriteAsync(user);
                await AnswerAsync(user);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    private async Task WriteAsync(User user)
    {
        var (text, id) = (ledger.NextText(user.Name), Guid.NewGuid());
        await UntilAnsweredAsync(() => user.Webhook(text, id));
        ledger.Received[text] = true;
        if (Random.Shared.Next(10) == 0)
            await UntilAnsweredAsync(() => user.Webhook(text, id));
    }

    private async Task AnswerAsync(User user)
    {
        user.Conversation ??= (await UntilAnsweredAsync(() => new HttpRequestMessage(HttpMethod.Get, $"/v1.0/conversations?dialog_id={Uri.EscapeDataString(user.Name)}")))
            .GetProperty("result")[0].GetProperty("id").GetString()!;
        var (text, key) = (ledger.NextText("agent"), Guid.NewGuid().ToString());
        do
        {
            var message = await UntilAnsweredAsync(() => Send(user.Conversation, text, key));
            ledger.Accept(text, message.GetProperty("id").GetString()!);
        }
        while (Random.Shared.Next(10) == 0);
    }

    private static HttpRequestMessage Send(string conversation, string text, string key) => new(HttpMethod.Post, $"/v1.0/conversations/{conversation}/messages")
    {
        Content = JsonContent.Create(new { text, medias = Array.Empty<object>() }),
        Headers = { { "Idempotency-Key", key } }
    };

    /// <summary>Asks until the answer is 200.</summary>
    private async Task<JsonElement> UntilAnsweredAsync(Func<HttpRequestMessage> make)
    {
        while (true)
        {
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), stop.Token);
            try
            {
                using var answer = await http.SendAsync(make(), stop.Token);
                if (answer.IsSuccessStatusCode)
                    return answer.Content.Headers.ContentType?.MediaType == "application/json" ? await answer.Content.ReadFromJsonAsync<JsonElement>(stop.Token) : default;
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or JsonException)
            {
                stop.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
