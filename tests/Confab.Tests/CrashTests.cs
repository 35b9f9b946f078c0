using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Confab.Demo;

namespace Confab.Tests;

/// <summary>The process is killed at random moments under load; then what was acknowledged is held against what is there.</summary>
public sealed class CrashTests
{
    private const int Kills = 20;
    private const int Users = 8;

    [Fact]
    public async Task After_twenty_kills_everything_acknowledged_is_there_once_and_told_in_order()
    {
        await using var line = await FakeLine.StartAsync(TestServer.LineToken);
        await using var receiver = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-crash-{Guid.NewGuid():N}"));
        string[] settings =
        [
            $"--Confab:Line:ApiUrl={line.Address}", "--Confab:Webhooks:AllowPrivateNetworks=true", "--Confab:Webhooks:RetrySeconds=0.2,0.5,1,1,1,1,1,1,1,1,1,1",
            "--Confab:RateLimit:Enabled=false", $"--Confab:Admin:Password={TestServer.AdminPassword}"
        ];
        using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };
        var ledger = new Ledger(http, line);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var server = await RealProcess.ServeAsync(url, data, settings);
            if (kill == 0)
                await ledger.SetUpAsync(File.ReadAllText(Path.Combine(data, "admin.key")).Trim(), receiver.Address, url);
            using var stop = new CancellationTokenSource();
            var load = Enumerable.Range(0, Users).Select(user => ledger.LoadAsync(user, stop.Token)).ToList();
            await ledger.WaitForMoreAsync(Random.Shared.Next(5, 60));
            await server.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }
        using (await RealProcess.ServeAsync(url, data, settings))
            await CheckAsync(ledger, line, receiver);
        Directory.Delete(data, recursive: true);
    }

    private static async Task CheckAsync(Ledger ledger, FakeLine line, FakeReceiver receiver)
    {
        await line.WaitAsync(() => ledger.Sent.Keys.All(line.Pushes.Select(push => push.RetryKey).ToHashSet().Contains));
        var messages = await ledger.AllMessagesAsync();
        await receiver.WaitAsync(() => messages.Keys.All(receiver.Events.Where(told => told.Type == "conversation_message_created").Select(told => (string)told.Data["id"]!).ToHashSet().Contains), TimeSpan.FromSeconds(60));

        var incoming = messages.Values.Where(message => message.GetProperty("direction").GetString() == "incoming").Select(message => message.GetProperty("text").GetString()!).ToList();
        ledger.Received.Keys.Except(incoming).ShouldBeEmpty("acknowledged and missing");
        incoming.Count.ShouldBe(incoming.Distinct().Count(), "doubled in the conversation");

        line.Pushes.GroupBy(push => push.Text).Where(same => same.Count() > 1).ShouldBeEmpty("sent under two retry keys");
        await line.WaitAsync(() => ledger.Received.Keys.All(text => line.Pushes.Any(push => push.Text == "re: " + text)));

        foreach (var told in receiver.Events.Where(told => told.ConversationId.Length > 0).GroupBy(told => told.ConversationId))
        {
            told.First().Type.ShouldBe("conversation_created");
            var sequences = told.Where(delivered => delivered.Type == "conversation_message_created").Select(delivered => (long)delivered.Data["sequence"]!).ToList();
            sequences.ShouldBe(Enumerable.Range(1, sequences.Count).Select(i => (long)i), "told out of order, or not at all");
        }
    }

    /// <summary>What the load did, and what was acknowledged of it.</summary>
    private sealed class Ledger(HttpClient http, FakeLine line)
    {
        private string hook = "";
        private int sequence;
        private readonly Signal signal = new();

        public ConcurrentDictionary<string, bool> Received { get; } = new();

        public ConcurrentDictionary<string, string> Sent { get; } = new();

        public async Task SetUpAsync(string key, string receiver, string url)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            var api = new ApiClient(http, key);
            (await api.PutAsync("/v1.0/customer", new { webhook_uri = receiver, webhook_method = "POST", webhook_secret = TestServer.WebhookSecret })).Ok();
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
            hook = $"{url}/v1.0/conversation/accounts/{account}";
        }

        /// <summary>One user who writes, is written to, and writes again, until the server is gone.</summary>
        public async Task LoadAsync(int user, CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var text = $"message {Interlocked.Increment(ref sequence)}";
                    using var answer = await http.SendAsync(FakeLine.Webhook(hook, TestServer.LineSecret, line.Text($"Uuser{user}", text)), stop);
                    if (answer.IsSuccessStatusCode)
                        Received[text] = true;
                    signal.Raise();
                    await SendAsync(user, stop);
                }
                catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
                {
                    return;
                }
            }
        }

        public Task WaitForMoreAsync(int count)
        {
            var from = Received.Count;
            return signal.WaitAsync(() => Received.Count >= from + count, TimeSpan.FromSeconds(30));
        }

        public async Task<Dictionary<string, JsonElement>> AllMessagesAsync()
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

        private async Task SendAsync(int user, CancellationToken stop)
        {
            var found = await http.GetFromJsonAsync<JsonElement>($"/v1.0/conversations?dialog_id=Uuser{user}", stop);
            var id = found.GetProperty("result")[0].GetProperty("id").GetString();
            var text = $"sent {Interlocked.Increment(ref sequence)}";
            using var answer = await http.PostAsJsonAsync($"/v1.0/conversations/{id}/messages", new { text, medias = Array.Empty<object>() }, stop);
            if (answer.IsSuccessStatusCode)
                Sent[(await answer.Content.ReadFromJsonAsync<JsonElement>(stop)).GetProperty("id").GetString()!] = text;
        }
    }
}
