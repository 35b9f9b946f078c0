using System.Collections.Concurrent;
using Confab.Events;
using Confab.Store;

namespace Confab.Tests.Live;

/// <summary>Where a replay ends and live events begin, nothing is missing and nothing comes twice, whatever is written meanwhile.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Clients_that_join_from_any_cursor_while_events_are_written_get_each_event_once()
    {
        const int Writers = 6, Each = 150, Clients = 24;
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]));
        await scene.WriteAsync(200, 0);
        var writing = Task.WhenAll(Enumerable.Range(1, Writers).Select(writer => scene.WriteAsync(Each, writer)));
        var clients = new ConcurrentBag<(LiveClient Client, long After)>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            var page = (await server.Admin.GetAsync($"/v1.0/events?page_size={1 + number * 4}")).Ok();
            var after = number % 4 == 0 ? "" : page["next_cursor"];
            clients.Add((client, after.Length == 0 ? 0 : long.Parse(after)));
            await client.SubscribeAfterAsync(after, scene.Topic);
        }));
        await writing;
        var all = await scene.PositionsAsync();
        all.Count.ShouldBe(200 + Writers * Each);
        foreach (var (client, after) in clients)
        {
            var expected = all.Where(position => position > after).ToList();
            (await NextAsync(client, expected.Count)).ShouldBe(expected);
        }
        await scene.WriteAsync(1, 0);
        foreach (var (client, _) in clients)
        {
            (await NextAsync(client, 1)).ShouldHaveSingleItem();
            client.Rest().ShouldBeEmpty();
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Topics_that_overlap_are_replayed_once_and_what_is_followed_already_goes_on()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]));
        await scene.WriteAsync(700, 0); // More than the latest that are at hand.
        var all = await scene.PositionsAsync();
        await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await client.SubscribeAfterAsync($"{all[99]}", scene.Topic);
        await client.SubscribeAfterAsync($"{all[49]}", $"{scene.Topic}:probe");
        await client.SubscribeAfterAsync($"{all[99]}", $"{scene.Topic}:probe:{scene.Subject}", scene.Topic);
        (await NextAsync(client, 600)).ShouldBe(all.Skip(100));
        (await NextAsync(client, 50)).ShouldBe(all.Skip(50).Take(50));
        await scene.WriteAsync(3, 0);
        (await NextAsync(client, 3)).ShouldBe((await scene.PositionsAsync()).Skip(700));
        client.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_agent_replays_what_it_owned_and_nothing_else()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var (agentId, agent) = await server.AddAgentAsync();
        foreach (var (user, owner) in ((string, string)[])[("Ualice", agentId), ("Ubob", Guid.Empty.ToString()), ("Ucarol", agentId)])
        {
            var id = (await line.SayAsync(user, "before")).GetProperty("id");
            (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { owner_id = owner })).Ok();
            await line.SayAsync(user, $"from {user}");
        }
        await using var client = await LiveClient.ConnectAsync(server.Url, agent.Credential);
        await client.SubscribeAfterAsync("", $"agent_id:{agentId}:conversation");
        (await client.NextTypesAsync(4)).ShouldBe(["conversation_updated", "conversation_message_created", "conversation_updated", "conversation_message_created"]);
        await line.SayAsync("Ubob", "nobody's");
        await line.SayAsync("Ualice", "live");
        (await client.NextAsync()).GetProperty("data").GetProperty("text").GetString().ShouldBe("live");
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_and_hears_why_and_one_that_reads_slowly_gets_all_that_it_missed()
    {
        await using var server = await TestServer.StartAsync();
        var scene = await Scene.MakeAsync(server.Db, server.Services.GetRequiredService<EventLog>(), Guid.Parse((await server.Admin.GetAsync("/v1.0/customer"))["id"]), new string('x', 60_000));
        await using var reads = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        using var sleeps = await RawSocket.ConnectAsync(server.Url, server.AccessKey);
        await reads.SubscribeAsync(scene.Topic);
        await sleeps.SendAsync($$"""{"type":"subscribe","topics":["{{scene.Topic}}"]}""");
        await Poll.UntilAsync(() => Task.FromResult(server.Services.GetRequiredService<Confab.Live.Subscriptions>().Count), count => count == 2);
        for (var round = 0; round < 40; round++)
        {
            await scene.WriteAsync(10, 0);
            await NextAsync(reads, 10);
        }
        (await sleeps.ReadToAsync("You read more slowly than events come: subscribe again, after your last cursor.")).ShouldBeLessThan(20_000_000);

        await using var later = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await later.SubscribeAfterAsync("", scene.Topic); // 24 MB: far more than may be queued.
        (await NextAsync(later, 400)).ShouldBe(await scene.PositionsAsync());
    }

    [Fact]
    public async Task A_server_that_is_killed_and_started_again_goes_on_from_the_cursor()
    {
        var (url, data) = (RealProcess.FreeUrl(), Path.Combine(Path.GetTempPath(), $"confab-live-{Guid.NewGuid():N}"));
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var seen = new List<long>();
        var cursor = "";
        for (var start = 0; start < 4; start++)
        {
            using var server = await RealProcess.ServeAsync(url, data, "--Confab:RateLimit:Enabled=false");
            var api = new ApiClient(http, (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
            var topic = "customer_id:" + (await api.GetAsync("/v1.0/customer"))["id"];
            await using var client = await LiveClient.ConnectAsync(url, api.Credential);
            await client.SubscribeAfterAsync(cursor, $"{topic}:agent");
            for (var i = 0; i < 10; i++)
                (await api.PostAsync("/v1.0/agents", new { username = $"a{start}-{i}@test", password = TestServer.AdminPassword, permission = 16 })).Status.ShouldBe(201);
            // What was missed at the end of the last run, and not all of this one.
            seen.AddRange(await NextAsync(client, start == 0 ? 6 : 10));
            cursor = seen[^1].ToString();
            await server.KillAsync();
            (await client.Closed).Code.ShouldBe(0);
        }
        seen.ShouldBe(seen.Distinct().Order());
        seen.Count.ShouldBe(36);
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    internal static async Task<List<long>> NextAsync(LiveClient client, int count)
    {
        var positions = new List<long>();
        while (positions.Count < count)
            positions.Add(long.Parse((await client.NextAsync()).GetProperty("cursor").GetString()!));
        return positions;
    }

    /// <summary>Writers of events, each about a thing of its own.</summary>
    internal sealed class Scene(Db db, EventLog events, Guid customerId, string text)
    {
        private static readonly JsonSerializerOptions Plain = new() { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };

        public Guid Subject { get; } = Guid.NewGuid();

        public string Topic => $"customer_id:{customerId}";

        public static async Task<Scene> MakeAsync(Db db, EventLog events, Guid customerId, string text = "")
        {
            await db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM events"));
            return new Scene(db, events, customerId, text);
        }

        /// <summary>Writes events one after the other, now and then in a unit that dawdles or is rolled back.</summary>
        public async Task WriteAsync(int count, int writer)
        {
            var random = new Random(writer);
            for (var i = 0; i < count; i++)
            {
                var (dawdle, fail, key) = (writer == 0 ? 0 : random.Next(4), writer > 0 && random.Next(8) == 0, $"live{writer}");
                try
                {
                    await db.WriteAsync(async unit =>
                    {
                        await unit.ExecuteAsync("INSERT INTO server_keys (name, value) VALUES (@key, @i) ON CONFLICT (name) DO UPDATE SET value = excluded.value", new { key, i = i.ToString() });
                        await events.AddAsync(unit, customerId, "probe_written", Subject, text, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<string>)Plain.GetTypeInfo(typeof(string)));
                        await unit.FirstAsync<int>(unit.Lock.Length > 0 && dawdle > 0 ? $"SELECT 1 FROM pg_sleep({dawdle} / 1000.0)" : "SELECT 1");
                        if (fail)
                            throw Problem.NotFound("thing").AsException();
                    });
                }
                catch (ProblemException) when (fail)
                {
                    i--;
                }
            }
        }

        public Task<List<long>> PositionsAsync() => db.ReadAsync(sql => sql.QueryAsync<long>("SELECT position FROM events ORDER BY position"));
    }
}
