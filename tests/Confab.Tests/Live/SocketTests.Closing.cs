using System.Net.WebSockets;
using Confab.Auth;
using Confab.Live;

namespace Confab.Tests.Live;

/// <summary>What ends a socket, and what the client hears of it.</summary>
public sealed partial class SocketTests
{
    [Fact]
    public async Task A_refused_topic_is_a_close_1008_and_no_frame_before_it()
    {
        var (agentId, agent) = await server.AddAgentAsync();
        var (otherId, _) = await server.AddAgentAsync();
        var (managerId, manager) = await server.AddAgentAsync(64);
        var foreign = await server.AddCustomerAsync();
        var foreignCustomer = "customer_id:" + (await foreign.GetAsync("/v1.0/customer"))["id"];
        foreach (var (credential, topic) in ((string, string)[])
        [
            (agent.Credential!, customer), (agent.Credential!, $"{customer}:conversation"), (agent.Credential!, $"agent_id:{otherId}"), (manager.Credential!, $"agent_id:{agentId}"),
            (server.AccessKey, $"agent_id:{agentId}:conversation"), (server.AccessKey, $"agent_id:{Guid.Empty}"), (server.AccessKey, foreignCustomer), (foreign.Credential!, $"{customer}:conversation"),
            (server.AccessKey, "customer_id"), (server.AccessKey, "customer_id:"), (server.AccessKey, "customer_id:x"), (server.AccessKey, $"{customer}:"), (server.AccessKey, $"{customer}:conversation:"),
            (server.AccessKey, $"{customer}:conversation:x"), (server.AccessKey, $"{customer}:conversation:{agentId}:x"), (server.AccessKey, $"session_id:{agentId}:webchat"), (server.AccessKey, "")
        ])
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, credential);
            await client.SubscribeAfterAsync("", credential == agent.Credential ? $"agent_id:{agentId}" : customer, topic);
            var (code, reason) = await client.Closed;
            code.ShouldBe(1008, topic);
            reason.ShouldContain("topics[");
            client.Rest().ShouldBeEmpty();
        }
        await using var own = await FollowAsync(agent.Credential!, $"agent_id:{agentId}");
        await using var ofManager = await FollowAsync(manager.Credential!, $"agent_id:{managerId}", customer);
    }

    [Fact]
    public async Task A_frame_that_cannot_be_read_closes_with_a_reason()
    {
        foreach (var (frame, code, reason) in ((string, int, string)[])
        [
            ("", 1007, "JSON"), ("nonsense", 1007, "JSON"), ("[]", 1007, "JSON object"), ("{}", 1007, "type"), ("""{"type":7}""", 1007, "type"), ("""{"type":"listen"}""", 1007, "type"),
            ("""{"type":"subscribe"}""", 1007, "topics"), ("""{"type":"subscribe","topics":"x"}""", 1007, "topics"), ("""{"type":"subscribe","topics":[]}""", 1007, "topics"), ("""{"type":"subscribe","topics":[7]}""", 1007, "topics"),
            ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"x"}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":7}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"-1"}""", 1007, "after"),
            ($$"""{"type":"subscribe","topics":["{{customer}}"],"after":"99999999999999999999"}""", 1007, "after"), ($$"""{"type":"subscribe","topics":["{{customer}}"],"x":"{{new string('x', 100_000)}}"}""", 1009, "too large"),
            ($$"""{"type":"subscribe","topics":[{{string.Join(',', Enumerable.Range(0, 257).Select(i => $"\"{customer}:r{i}\""))}}]}""", 1008, "256")
        ])
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            await client.SendTextAsync(frame);
            var closed = await client.Closed;
            closed.Code.ShouldBe(code, frame[..Math.Min(frame.Length, 200)]);
            closed.Reason.ShouldContain(reason);
        }
        await using var binary = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await binary.SendTextAsync("{}", WebSocketMessageType.Binary);
        (await binary.Closed).Code.ShouldBe(1003);
        await using var polite = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        (await polite.CloseAsync()).Code.ShouldBe(1000);
    }

    [Fact]
    public async Task Who_answers_no_ping_is_let_go_and_who_does_stays()
    {
        await using var impatient = await TestServer.StartAsync(replace: services => services.PostConfigure<WebSocketOptions>(options =>
            (options.KeepAliveInterval, options.KeepAliveTimeout) = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1))));
        await using var answers = await LiveClient.ConnectAsync(impatient.Url, impatient.AccessKey);
        await answers.SubscribeAsync("customer_id:" + (await impatient.Admin.GetAsync("/v1.0/customer"))["id"]);
        using var silent = await RawSocket.ConnectAsync(impatient.Url, impatient.AccessKey);
        (await silent.ReadAsync())[0].ShouldBe((byte)0x89);
        await silent.ReadToEndAsync();
        await impatient.AddLineAccountAsync();
        (await answers.NextTypesAsync(1)).ShouldBe(["account_created"]);
    }

    [Fact]
    public async Task Whoever_loses_a_credential_or_a_right_is_closed_and_nobody_else()
    {
        await using var stays = await FollowAsync(server.AccessKey, $"{customer}:flow");
        var key = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Ok();
        await RequireClosedAsync(key["token"], () => server.Admin.DeleteAsync($"/v1.0/accesskeys/{key.Id}"));
        var expiring = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k", expire = 2 })).Ok();
        await RequireClosedAsync(expiring["token"], () => server.Admin.GetAsync("/v1.0/customer"));

        var (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => agent.PostAsync("/auth/logout"));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.PutAsync($"/v1.0/agents/{id}/password", new { password = TestServer.AdminPassword }));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.PutAsync($"/v1.0/agents/{id}/permission", new { permission = 16 }));
        (id, agent) = await server.AddAgentAsync(64);
        await RequireClosedAsync(agent.Credential!, () => server.Admin.DeleteAsync($"/v1.0/agents/{id}"));

        stays.Closed.IsCompleted.ShouldBeFalse();
        await RequireFollowingAsync(stays, customer);
    }

    [Fact]
    public async Task A_token_that_expires_ends_its_socket_and_no_other()
    {
        var clock = new MovableClock();
        await using var other = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        var (id, agent) = await other.AddAgentAsync();
        await using var expires = await LiveClient.ConnectAsync(other.Url, agent.Credential);
        await using var stays = await LiveClient.ConnectAsync(other.Url, other.AccessKey);
        await expires.SubscribeAsync($"agent_id:{id}");
        clock.Offset = Tokens.Lifetime + TimeSpan.FromMinutes(1);
        (await expires.Closed).Code.ShouldBe(1008);
        await stays.SubscribeAfterAsync("", "customer_id:" + (await other.Admin.GetAsync("/v1.0/customer"))["id"]);
        (await stays.NextTypesAsync(1)).ShouldBe(["agent_created"]);
    }

    [Fact]
    public async Task A_stop_closes_1001_at_once_and_a_waiting_request_gets_its_empty_page()
    {
        var other = await TestServer.StartAsync();
        var topic = "customer_id:" + (await other.Admin.GetAsync("/v1.0/customer"))["id"];
        var clients = new List<LiveClient>();
        for (var i = 0; i < 20; i++)
            clients.Add(await LiveClient.ConnectAsync(other.Url, other.AccessKey));
        await clients[0].SubscribeAsync(topic);
        using var http = new HttpClient { BaseAddress = new Uri(other.Url) };
        var cursor = (await new ApiClient(http, other.AccessKey).GetAsync("/v1.0/events")).Ok()["next_cursor"];
        var waiting = new ApiClient(http, other.AccessKey).GetAsync($"/v1.0/events?after={cursor}&wait=60");
        await Poll.UntilAsync(() => Task.FromResult(other.Services.GetRequiredService<Subscriptions>().Count), count => count == 2);
        var begin = System.Diagnostics.Stopwatch.StartNew();
        await other.DisposeAsync();
        begin.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), "it waited for those who hang on");
        foreach (var client in clients)
        {
            (await client.Closed).Code.ShouldBe(1001);
            await client.DisposeAsync();
        }
        (await waiting).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task While_a_stopping_server_drains_sockets_and_waiting_requests_are_served()
    {
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-live-{Guid.NewGuid():N}"));
        using var process = await RealProcess.ServeAsync(url, data, "--Confab:DrainSeconds=3");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var api = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
        await using var client = await LiveClient.ConnectAsync(url, api.Credential);
        await client.SubscribeAfterAsync("", "customer_id:" + (await api.GetAsync("/v1.0/customer"))["id"]);
        var cursor = (await api.GetAsync("/v1.0/events?type=none"))["next_cursor"];
        var stopping = process.StopAsync();
        await Poll.UntilAsync(() => http.TryGetStatusAsync("/health/ready"), status => status == 503);
        var waiting = api.GetAsync($"/v1.0/events?after={cursor}&wait=60");
        (await api.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "LINE", secret = TestServer.LineSecret, token = TestServer.LineToken })).Ok();
        (await client.NextTypesAsync(1)).ShouldBe(["account_created"]);
        (await waiting).Ok().Result.Length.ShouldBe(1);
        (await client.Closed).Code.ShouldBe(1001);
        (await stopping).ShouldBe(0, process.Output);
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task Random_frames_are_taken_or_refused_with_a_reason_and_never_meet_a_fault()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] names = ["type", "topics", "after", "x"], values = ["null", "true", "7", "1e400", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"subscribe\"", "\"unsubscribe\"", "\"0\"", "[]", "[[]]", "{}", $"[\"{customer}\"]", $"[\"{customer}:x\",7]", "[null]"];
        for (var i = 0; i < 150; i++)
        {
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            var frame = "{" + string.Join(',', names.Where(_ => random.Next(4) > 0).Select(name => $"\"{name}\":{values[random.Next(values.Length)]}")) + "}";
            await client.SendTextAsync(frame);
            var (code, reason) = await client.CloseAsync();
            code.ShouldBeOneOf([1000, 1007, 1008, 4410], $"seed {seed}: {frame} {reason}");
        }
    }

    [Fact]
    public async Task Frames_count_as_requests_of_the_customer()
    {
        await using var limited = await TestServer.StartAsync(settings: new() { ["Confab:RateLimit:Enabled"] = "true", ["Confab:RateLimit:CustomerPerSecond"] = "1", ["Confab:RateLimit:CustomerBurst"] = "20" });
        var topic = "customer_id:" + (await limited.Admin.GetAsync("/v1.0/customer"))["id"];
        await using var client = await LiveClient.ConnectAsync(limited.Url, limited.AccessKey);
        for (var i = 0; i < 30 && !client.Closed.IsCompleted; i++)
            await client.SubscribeAsync(topic);
        (await client.Closed).ShouldBe((1013, "Too many requests."));
    }

    private async Task RequireClosedAsync(string credential, Func<Task<Answer>> end)
    {
        await using var client = await FollowAsync(credential, customer);
        (await end()).Status.ShouldBe(200);
        (await client.Closed).Code.ShouldBe(1008);
    }
}
