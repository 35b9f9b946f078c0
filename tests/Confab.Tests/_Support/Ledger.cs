using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>
/// A load of users who write, are written to, and write again, each text once; what was acknowledged of it; and the check that holds this
/// against what is there, what was sent and what was told.
/// </summary>
internal sealed class Ledger(HttpClient http, FakeLine line, FakeReceiver receiver)
{
    private const int Users = 8;

    private readonly Signal signal = new();
    private readonly ConcurrentDictionary<string, bool> received = new();
    private readonly ConcurrentDictionary<string, string> sent = new();
    private readonly ConcurrentQueue<string> conflicts = new();
    private string hook = "";
    private int texts;

    /// <summary>What the servers are started with.</summary>
    public static string[] Settings(FakeLine line) =>
    [
        $"--Confab:Line:ApiUrl={line.Address}", "--Confab:Webhooks:AllowPrivateNetworks=true", "--Confab:Webhooks:RetrySeconds=0.2,0.5,1,1,1,1,1,1,1,1,1,1",
        "--Confab:RateLimit:Enabled=false", $"--Confab:Admin:Password={TestServer.AdminPassword}"
    ];

    /// <summary>Makes what the load needs: the webhook, an account at LINE, and a flow that answers each message once.</summary>
    public async Task SetUpAsync(string data)
    {
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var api = new ApiClient(http, key);
        (await api.PutAsync("/v1.0/customer", new { webhook_uri = receiver.Address, webhook_method = "POST", webhook_secret = TestServer.WebhookSecret })).Ok();
        var flow = (await api.PostAsync("/v1.0/flows", new
        {
            name = "f",
            detail = "",
            actions = new object[]
            {
                new { type = "variable_set", option = new { key = "a", value = "re: ${voipbin.conversation_message.text}" } },
                new { type = "sleep", option = new { duration = 30 } },
                new { type = "conversation_send", option = new { text = "${a}" } }
            }
        })).Ok().Id;
        var account = (await api.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "l", detail = "", secret = TestServer.LineSecret, token = TestServer.LineToken, message_flow_id = flow })).Ok().Id;
        hook = $"/v1.0/conversation/accounts/{account}";
    }

    /// <summary>Lets all users write until they are stopped or the server is gone; ends when every request has its answer or has none to come.</summary>
    /// <param name="stop">Stops them.</param>
    /// <param name="pause">How long each of them rests between messages: leaves the machine to others.</param>
    public Task LoadAsync(CancellationToken stop, TimeSpan pause = default) => Task.WhenAll(Enumerable.Range(0, Users).Select(user => LoadAsync($"Uuser{user}", pause, stop)));

    /// <summary>Waits until so many more messages have come in.</summary>
    public Task WaitForMoreAsync(int count)
    {
        var from = received.Count;
        return signal.WaitAsync(() => received.Count >= from + count, TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits until all is quiet, and finds everything acknowledged there once, sent once, and told in order.</summary>
    public async Task CheckAsync()
    {
        var incoming = Texts(await AllMessagesAsync(), "incoming").ToList();
        received.Keys.Except(incoming).ShouldBeEmpty("acknowledged and missing");
        incoming.ShouldBeUnique("doubled in the conversation");
        await line.WaitAsync(() => line.Pushes.Select(push => push.Text).ToHashSet().IsSupersetOf([.. sent.Values, .. incoming.Select(text => "re: " + text)]), TimeSpan.FromSeconds(60));

        var messages = await AllMessagesAsync();
        sent.Where(pair => !messages.TryGetValue(pair.Key, out var message) || message.GetProperty("text").GetString() != pair.Value).ShouldBeEmpty("acknowledged and missing");
        conflicts.ShouldBeEmpty("one Idempotency-Key, two messages");
        Texts(messages, "outgoing").ShouldBeUnique("accepted or answered twice");
        line.Pushes.Select(push => push.Text).ShouldBeUnique("sent under two retry keys");
        foreach (var to in line.Pushes.GroupBy(push => push.To))
            to.Select(push => messages[push.RetryKey].GetProperty("sequence").GetInt64()).ShouldBeInOrder(SortDirection.Ascending, "sent out of order");

        await receiver.WaitAsync(() => Told("conversation_message_created").IsSupersetOf(messages.Keys)
            && Told("conversation_message_updated").IsSupersetOf(messages.Keys.Where(id => messages[id].GetProperty("direction").GetString() == "outgoing")), TimeSpan.FromSeconds(60));
        foreach (var told in receiver.Events.Where(told => told.ConversationId.Length > 0).GroupBy(told => told.ConversationId))
        {
            told.First().Type.ShouldBe("conversation_created");
            var sequences = told.Where(delivered => delivered.Type == "conversation_message_created").Select(delivered => (long)delivered.Data["sequence"]!).ToList();
            sequences.ShouldBe(Enumerable.Range(1, sequences.Count).Select(i => (long)i), "told out of order, or not at all");
        }
    }

    private async Task LoadAsync(string user, TimeSpan pause, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await SayAsync(user);
                await AnswerAsync(user);
                await Task.Delay(pause, stop);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            // What a server that was killed leaves behind; of a connection that broke while it was made, the client throws the bare one.
        }
    }

    /// <summary>A user writes; now and then the provider repeats what was taken.</summary>
    private async Task SayAsync(string user)
    {
        var (text, id) = (NextText("message"), $"01EVENT{Guid.NewGuid():N}");
        var item = line.Text(user, text, id);
        do
        {
            using var answer = await http.SendAsync(FakeLine.Webhook(hook, TestServer.LineSecret, item));
            if (answer.IsSuccessStatusCode)
                received[text] = true;
        }
        while (IsRepeated());
        signal.Raise();
    }

    /// <summary>The user is written to; now and then the client repeats what was accepted.</summary>
    private async Task AnswerAsync(string user)
    {
        var found = await http.GetFromJsonAsync<JsonElement>($"/v1.0/conversations?dialog_id={user}");
        var id = found.GetProperty("result")[0].GetProperty("id").GetString();
        var (text, key, first) = (NextText("sent"), $"{Guid.NewGuid()}", (string?)null);
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1.0/conversations/{id}/messages")
            {
                Content = JsonContent.Create(new { text, medias = Array.Empty<object>() }),
                Headers = { { "Idempotency-Key", key } }
            };
            using var answer = await http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
                continue;
            var made = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            sent[made] = text;
            if ((first ??= made) != made)
                conflicts.Enqueue($"{text}: {first} and {made}");
        }
        while (IsRepeated());
    }

    private static bool IsRepeated() => Random.Shared.Next(5) == 0;

    private string NextText(string what) => $"{what} {Interlocked.Increment(ref texts)}";

    private HashSet<string> Told(string type) => [.. receiver.Events.Where(told => told.Type == type).Select(told => (string)told.Data["id"]!)];

    private static IEnumerable<string> Texts(Dictionary<string, JsonElement> messages, string direction) =>
        messages.Values.Where(message => message.GetProperty("direction").GetString() == direction).Select(message => message.GetProperty("text").GetString()!);

    private async Task<Dictionary<string, JsonElement>> AllMessagesAsync()
    {
        var all = new Dictionary<string, JsonElement>();
        foreach (var conversation in (await http.GetFromJsonAsync<JsonElement>("/v1.0/conversations")).GetProperty("result").EnumerateArray())
            for (var token = ""; ;)
            {
                var page = await http.GetFromJsonAsync<JsonElement>($"/v1.0/conversations/{conversation.GetProperty("id")}/messages?page_token={token}");
                foreach (var message in page.GetProperty("result").EnumerateArray())
                    all.Add(message.GetProperty("id").GetString()!, message);
                token = page.GetProperty("next_page_token").GetString()!;
                if (token.Length == 0)
                    break;
            }
        return all;
    }
}
