using Confab.Demo;

namespace Confab.Tests.Events;

/// <summary>An activeflow's own webhook.</summary>
public sealed class OwnWebhookTests
{
    [Fact]
    public async Task Events_of_an_activeflow_go_to_its_own_address_too_in_order_and_signed_as_the_customers_are()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await using var own = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        var failures = 2;
        own.Intercept = http =>
        {
            http.Response.StatusCode = Interlocked.Decrement(ref failures) >= 0 ? 500 : 200;
            return Task.FromResult(true);
        };
        var flow = (await server.Admin.PostAsync("/v1.0/activeflows", new { webhook_uri = own.Address, webhook_method = "PUT", actions = new object[] { new { type = "variable_set", option = new { key = "a", value = "b" } } } })).Ok();
        await own.WaitForAsync(told => told.Type == "activeflow_updated");
        (await server.Admin.DeleteAsync($"/v1.0/activeflows/{flow.Id}")).Status.ShouldBe(204);
        await own.WaitForAsync(told => told.Type == "activeflow_deleted");
        own.Events.Select(told => told.Type).ShouldBe(["activeflow_created", "activeflow_updated", "activeflow_deleted"]);
        own.All.ShouldAllBe(told => told.IsSigned && told.IsStandard && told.Method == "PUT" && (string?)told.Data["id"] == flow.Id);
        await server.Receiver.WaitForAsync(told => told.Type == "activeflow_deleted");
        server.Receiver.Events.Select(told => told.EventId).ShouldBeSubsetOf(own.Events.Select(told => told.EventId));
        var rows = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={flow.Id}&status=delivered"), found => found.Result.Length == 3);
        (await server.Admin.PostAsync($"/v1.0/webhook_deliveries/{rows.Result[0].GetProperty("id").GetString()}/replay")).Ok();
        await own.WaitAsync(() => own.All.Count == 6);
    }

    [Fact]
    public async Task It_is_guarded_as_every_address_is_and_is_enough_without_any_endpoint()
    {
        await using var server = await TestServer.StartAsync(settings: new() { ["Confab:Webhooks:AllowPrivateNetworks"] = "false", ["Confab:Webhooks:RetrySeconds"] = "" });
        (await server.Admin.PostAsync("/v1.0/activeflows", new { webhook_uri = "http://10.0.0.1/", actions = Array.Empty<object>() })).Text.ShouldContain("Confab:Webhooks:AllowPrivateNetworks");
        var flow = (await server.Admin.PostAsync("/v1.0/activeflows", new { webhook_uri = "http://does-not-exist.invalid/", actions = Array.Empty<object>() })).Ok();
        var rows = await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/webhook_deliveries?endpoint_id={flow.Id}&status=failed"), found => found.Result.Length == 2);
        rows.Result[0].GetProperty("attempts")[0].GetProperty("error").GetString()!.ShouldStartWith("not reached");
    }
}
