using static Confab.Tests.Flows.Runs;

namespace Confab.Tests.Flows;

/// <summary>The HTTP calls of flows: how they go out, and what bounds them.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private TestServer server = null!;
    private CallTarget target = null!;

    public async ValueTask InitializeAsync() => (server, target) = (await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:TimeoutSeconds"] = "1" }), await CallTarget.StartedAsync());

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await target.DisposeAsync();
    }

    [Fact]
    public async Task A_call_goes_out_with_its_method_its_media_type_and_its_data_each_under_its_own_key()
    {
        (string Method, string Type, string Data)[] given = [("", "", "a${x}"), ("PUT", "text/plain", "b"), ("DELETE", "application/xml; charset=utf-8", "<c/>"), ("GET", "", ""), ("POST", "no media type", "e")];
        foreach (var sync in (bool[])[true, false])
        {
            var before = target.Calls.Count;
            var run = await server.RunAsync(new { x = "7" }, [.. given.Select(call => new { type = "webhook_send", option = new { uri = target.Address + "/${x}", method = call.Method, data_type = call.Type, data = call.Data, sync } })]);
            (await server.EndOfAsync(run.Id)).Error().ShouldBe("");
            await target.WaitAsync(() => target.Calls.Count == before + given.Length);
            target.Calls.Skip(before).Select(call => (call.Method, call.Path, call.ContentType, call.Body)).ShouldBe(
                [("POST", "/7", "application/json", "a7"), ("PUT", "/7", "text/plain", "b"), ("DELETE", "/7", "application/xml; charset=utf-8", "<c/>"), ("GET", "/7", "", ""), ("POST", "/7", "application/json", "e")]);
        }
        target.Calls.Select(call => call.Key).ShouldBeUnique();
    }

    [Theory]
    [InlineData("webhook_send", "uri")]
    [InlineData("fetch", "event_url")]
    public async Task An_answer_that_is_too_large_or_never_comes_or_leads_elsewhere_ends_the_flow_and_says_why(string type, string field)
    {
        target.Answers["/large"] = new string(' ', 70_000) + "{}";
        target.Intercept = async http =>
        {
            if (http.Request.Path == "/hangs")
                await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
            if (http.Request.Path == "/elsewhere")
                http.Response.Redirect(target.Address + "/there");
            return http.Request.Path == "/elsewhere";
        };
        foreach (var (path, why, tries) in ((string, string, int)[])[("/large", "The answer was too large.", 1), ("/elsewhere", "The call was answered with 302.", 1), ("/hangs", "The call was not answered.", 3)])
        {
            var ended = await server.EndOfAsync((await server.RunAsync(new { }, new { type, option = new Dictionary<string, object> { [field] = target.Address + path, ["sync"] = true } }, new { type = "block" })).Id);
            (ended.Error(), string.Join(',', ended.Types()), ended.Json.GetProperty("error").GetProperty("action_id").GetString()).ShouldBe((why, type, ended.Json.GetProperty("current_action").GetProperty("id").GetString()));
            var calls = target.Calls.Where(call => call.Path == path).ToList();
            (calls.Count, calls.Select(call => call.Key).Distinct().Count()).ShouldBe((tries, 1));
        }
        target.Calls.ShouldNotContain(call => call.Path == "/there");
    }

    [Fact]
    public async Task What_nobody_waits_for_may_fail_in_every_way_and_the_flow_goes_on()
    {
        target.Answers["/large"] = new string('x', 70_000);
        target.Intercept = http =>
        {
            http.Response.StatusCode = http.Request.Path == "/refused" ? 404 : http.Request.Path == "/fails" ? 503 : 200;
            return Task.FromResult(false);
        };
        var run = await server.RunAsync(new { }, [.. ((string[])["/large", "/refused", "/fails", "/last"]).Select(path => new { type = "webhook_send", option = new { uri = target.Address + path } })]);
        (await server.EndOfAsync(run.Id)).Error().ShouldBe("");
        await server.IdleAsync();
        target.Calls.Select(call => call.Path).ShouldBe(["/large", "/refused", "/fails", "/fails", "/fails", "/last"]);
        target.Calls.Where(call => call.Path == "/fails").Select(call => call.Key).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_is_no_object_sets_nothing_and_urls_that_lead_to_themselves_are_stopped_by_the_stacks_limit()
    {
        target.Answers["/list"] = """[{"a": "x"}]""";
        var run = await server.RunAsync(new { a = "before" }, new { type = "webhook_send", option = new { uri = target.Address + "/list", sync = true } }, new { type = "webhook_send", option = new { uri = target.Address + "/told", data = "${a}" } });
        (await server.EndOfAsync(run.Id)).Error().ShouldBe("");
        await target.WaitAsync(() => target.Calls.Any(call => call is { Path: "/told", Body: "before" }));

        var fetch = $$$"""{"type": "fetch", "option": {"event_url": "{{{target.Address}}}/again"}}""";
        target.Answers["/again"] = $"[{fetch}]";
        var flow = (await server.Admin.SendAsync(HttpMethod.Post, "/v1.0/flows", new StringContent($$"""{"actions": [{{fetch}}]}""", null, "application/json"))).Ok().Id;
        var ended = await server.EndOfAsync((await server.RunAsync(new { }, new { type = "fetch_flow", option = new { flow_id = flow } }, Set("a", "never"))).Id);
        ended.Error().ShouldBe("actions: flows are fetched more than 10 deep.");
        target.Calls.Count(call => call.Path == "/again").ShouldBe(10);
    }
}
