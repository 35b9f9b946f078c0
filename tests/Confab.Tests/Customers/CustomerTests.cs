namespace Confab.Tests.Customers;

public sealed class CustomerTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("whsec_")]
    [InlineData("whsec_!")]
    [InlineData("whsec_abc")]
    public async Task A_signing_secret_that_begins_like_one_of_standard_webhooks_must_be_one(string secret)
    {
        var answer = await server.Admin.PutAsync("/v1.0/customer", new { webhook_secret = secret });
        answer.ShouldFail(400, "INVALID_ARGUMENT");
        answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe("webhook_secret");
    }

    [Theory]
    [InlineData("")]
    [InlineData("any other text")]
    [InlineData(TestServer.WebhookSecret)]
    public async Task Any_other_signing_secret_is_taken(string secret) => (await server.Admin.PutAsync("/v1.0/customer", new { webhook_secret = secret })).Ok();
}
