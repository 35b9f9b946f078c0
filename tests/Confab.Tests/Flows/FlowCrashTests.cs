using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Confab.Demo;

namespace Confab.Tests.Flows;

/// <summary>The real process is killed after every single action of a flow, and in the middle of every call it waits for.</summary>
public sealed class FlowCrashTests : IAsyncLifetime
{
    private readonly string url = RealProcess.FreeUrl();
    private readonly string data = Path.Combine(Path.GetTempPath(), $"confab-flow-crash-{Guid.NewGuid():N}");
    private readonly ConcurrentDictionary<string, bool> cut = new();
    private HttpClient http = null!;
    private FakeLine line = null!;
    private CallTarget target = null!;

    public async ValueTask InitializeAsync()
    {
        http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(10) };
        (line, target) = (await FakeLine.StartAsync(TestServer.LineToken), await CallTarget.StartedAsync());
        target.Intercept = async call =>
        {
            if (!call.Request.Path.StartsWithSegments("/sync", StringComparison.Ordinal) || !cut.TryAdd(call.Request.Headers["Idempotency-Key"].ToString(), true))
                return false;
            await Task.WhenAny(Task.Delay(Timeout.Infinite, call.RequestAborted)); // until the process that called is dead
            return true;
        };
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await line.DisposeAsync();
        await target.DisposeAsync();
        Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task Killed_after_every_action_a_flow_repeats_none_skips_none_and_repeats_a_cut_call_under_its_key()
    {
        target.Answers["/sync/order"] = """{"order": "A-7"}""";
        string? run = null;
        var (kills, seen) = (0, 0);
        for (var ended = false; !ended;)
        {
            var cuts = cut.Count;
            using var server = await RealProcess.ServeAsync(url, data, Ledger.Settings(line));
            run ??= await StartFlowAsync();
            if (seen > 0 && Types(await Api.GetAsync($"/v1.0/activeflows/{run}")) is [.., "block"] executed && executed.Count == seen)
                (await Api.PostAsync($"/v1.0/activeflows/{run}/continue", new { })).Ok();
            var now = await Poll.UntilAsync(() => Api.GetAsync($"/v1.0/activeflows/{run}"),
                now => now["status"] == "ended" || Types(now).Count > seen && Types(now)[^1] is "block" or "sleep" || cut.Count > cuts, 60);
            (ended, seen) = (now["status"] == "ended", Types(now).Count);
            kills++;
            await server.KillAsync();
        }
        using var last = await RealProcess.ServeAsync(url, data, Ledger.Settings(line));
        var done = (await Api.GetAsync($"/v1.0/activeflows/{run}")).Ok();
        done.Json.GetProperty("error").GetProperty("message").GetString().ShouldBe("");
        Types(done).Where(type => type != "block").ShouldBe(Expected());
        kills.ShouldBe(Types(done).Count(type => type is "block" or "sleep") + 4 + 1, "one after every action, one in every sleep and every call, one at the end");

        await target.WaitAsync(() => target.Calls.Any(call => call.Path == "/last"));
        await line.WaitAsync(() => line.Pushes.Count == 3);
        line.Pushes.Select(push => push.Text).ShouldBe(["n1 A-7", "n11 A-7", "end n11 nested"]);
        var calls = target.Calls.GroupBy(call => call.Key).ToList();
        calls.Select(same => (same.First().Path, same.First().Body)).ShouldBe([("/sync/order", "n1"), ("/sync/nested", "n1"), ("/sync/order", "n11"), ("/sync/nested", "n11"), ("/last", "n11")]);
        calls.ShouldAllBe(same => same.Distinct().Count() == 1);
        calls.Take(4).ShouldAllBe(same => same.Count() == 2);
    }

    private ApiClient Api => new(http, http.DefaultRequestHeaders.Authorization?.Parameter);

    private static IEnumerable<string> Expected() =>
        [.. Enumerable.Repeat((string[])["variable_set", "webhook_send", "branch", "conversation_send", "fetch_flow", "variable_set", "webhook_send", "sleep", "goto"], 2).SelectMany(round => round), "webhook_send", "conversation_send"];

    /// <summary>A flow of many kinds of actions, a block before each: so each is committed by itself, and seen from outside.</summary>
    private async Task<string> StartFlowAsync()
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim());
        var (first, sends) = (Guid.NewGuid(), Guid.NewGuid());
        object[] nested = [.. Slowly(Set("b", "nested")), .. Slowly(Call("/sync/nested", "n${n}", sync: true)), new { type = "block" }];
        object[] actions =
        [
            .. Slowly(Set("n", "${n}1"), first), .. Slowly(Call("/sync/order", "n${n}", sync: true)),
            .. Slowly(new { type = "branch", option = new { variable = "order", target_ids = new Dictionary<string, Guid> { ["A-7"] = sends } } }),
            .. Slowly(new { type = "stop" }),
            .. Slowly(new { type = "conversation_send", option = new { text = "n${n} ${order}" } }, sends),
            .. Slowly(new { type = "fetch_flow", option = new { flow_id = (await Api.PostAsync("/v1.0/flows", new { actions = nested })).Ok().Id } }),
            .. Slowly(new { type = "sleep", option = new { duration = 3000 } }),
            .. Slowly(new { type = "goto", option = new { target_id = first, loop_count = 1 } }), .. Slowly(Call("/last", "n${n}", sync: false)),
            .. Slowly(new { type = "conversation_send", option = new { text = "end n${n} ${b}" } })
        ];
        var flow = (await Api.PostAsync("/v1.0/flows", new { actions })).Ok().Id;
        var account = (await Api.PostAsync("/v1.0/conversation_accounts", new { type = "line", name = "l", secret = TestServer.LineSecret, token = TestServer.LineToken, message_flow_id = flow })).Ok().Id;
        using var said = await http.SendAsync(FakeLine.Webhook($"{url}/v1.0/conversation/accounts/{account}", TestServer.LineSecret, line.Text("Ua", "hello")));
        ((int)said.StatusCode).ShouldBe(200);
        return (await Api.GetAsync("/v1.0/activeflows")).Result.Single().GetProperty("id").GetString()!;
    }

    /// <summary>An action after a block, to which others jump.</summary>
    private static object[] Slowly(object action, Guid? id = null) => [new { id = id ?? Guid.NewGuid(), type = "block" }, action];

    private static object Set(string key, string value) => new { type = "variable_set", option = new { key, value } };

    private object Call(string path, string data, bool sync) => new { type = "webhook_send", option = new { uri = target.Address + path, data_type = "text/plain", data, sync } };

    private static List<string> Types(Answer run) => [.. run.Json.GetProperty("executed_actions").EnumerateArray().Select(action => action.GetProperty("type").GetString()!)];
}
