using System.Collections.Concurrent;

namespace Confab.Tests.Live;

/// <summary>Real nodes are killed under those who follow: all of them get all events, in order, none twice.</summary>
public sealed class ResumeTests
{
    private const int Subscribers = 200;
    private const int Events = 10_000;
    private const int Writers = 8;

    [Fact]
    public async Task Two_hundred_who_resume_by_cursor_get_ten_thousand_events_each_while_nodes_are_killed()
    {
        var data = Path.Combine(Path.GetTempPath(), $"confab-resume-{Guid.NewGuid():N}");
        var urls = Enumerable.Range(0, TestDatabase.IsPostgres ? 2 : 1).Select(_ => RealProcess.FreeUrl()).ToArray();
        var nodes = new RealProcess[urls.Length];
        for (var i = 0; i < urls.Length; i++)
            nodes[i] = await StartAsync(urls[i], data);
        var key = (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        var agents = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async i => agents.Add((await CallAsync(http, key, [urls[0]], HttpMethod.Post, "/v1.0/agents",
            new { username = $"writer{i}@test", password = TestServer.AdminPassword, permission = 16 })).Id)));
        var topic = "customer_id:" + (await CallAsync(http, key, urls, HttpMethod.Get, "/v1.0/customer"))["id"];
        var begin = (await CallAsync(http, key, urls, HttpMethod.Get, "/v1.0/events"))["next_cursor"];

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var followers = Enumerable.Range(0, Subscribers).Select(_ => new Follower(urls, key, topic, begin, "the very last")).ToList();
        var following = Task.WhenAll(followers.Select((follower, i) => follower.RunAsync(i, patience.Token)));
        var written = 0;
        var writing = Task.WhenAll(agents.Select(async (agent, writer) =>
        {
            for (var i = 0; i < Events / Writers; i++, Interlocked.Increment(ref written))
                await CallAsync(http, key, urls, HttpMethod.Put, $"/v1.0/agents/{agent}", new { detail = $"{i}" });
        }));
        for (var kill = 0; kill < 3; kill++)
        {
            await Poll.UntilAsync(() => Task.FromResult(Volatile.Read(ref written)), count => count >= Events * (kill + 1) / 5 || writing.IsCompleted, 120);
            var node = kill % nodes.Length;
            await nodes[node].KillAsync();
            nodes[node].Dispose();
            nodes[node] = await StartAsync(urls[node], data);
        }
        await writing;
        await CallAsync(http, key, urls, HttpMethod.Put, $"/v1.0/agents/{agents.First()}", new { detail = "the very last" });
        await following;

        var all = await AllAsync(http, key, urls, begin);
        all.Count.ShouldBeGreaterThan(Events);
        all.ShouldBe(all.Distinct().Order());
        foreach (var follower in followers)
            follower.Positions.SequenceEqual(all).ShouldBeTrue($"{follower.Positions.Count} of {all.Count}, {follower.Positions.Distinct().Count()} different ones");
        followers.ShouldAllBe(follower => follower.Resumed > 0);
        foreach (var node in nodes)
            node.Dispose();
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    private static Task<RealProcess> StartAsync(string url, string data) => RealProcess.ServeAsync(url, data, "--Confab:RateLimit:Enabled=false", $"--Confab:Admin:Password={TestServer.AdminPassword}");

    private static async Task<List<long>> AllAsync(HttpClient http, string key, string[] urls, string cursor)
    {
        var all = new List<long>();
        while (true)
        {
            var page = await CallAsync(http, key, urls, HttpMethod.Get, $"/v1.0/events?after={cursor}");
            all.AddRange(page.Result.Select(told => long.Parse(told.GetProperty("cursor").GetString()!)));
            if (page.Result.Length < 100)
                return all;
            cursor = page["next_cursor"];
        }
    }

    /// <summary>Calls until a node answers 200: what is said twice changes nothing the second time.</summary>
    private static async Task<Answer> CallAsync(HttpClient http, string key, string[] urls, HttpMethod method, string path, object? body = null)
    {
        for (var turn = Random.Shared.Next(2); ; turn++)
            try
            {
                using var content = body is null ? null : JsonContent.Create(body);
                var answer = await new ApiClient(http, key).SendAsync(method, urls[turn % urls.Length] + path, content);
                if (answer.Status is 200 or 201)
                    return answer;
                answer.Status.ShouldBe(503, answer.Text);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(20);
            }
    }
}
