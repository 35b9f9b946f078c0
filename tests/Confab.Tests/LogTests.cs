namespace Confab.Tests;

/// <summary>
/// No credential reaches a log. Every <see cref="TestServer"/> of the suite is read to its end by a <see cref="LogWatch"/>, at level Debug;
/// here it is shown to see one, and the places where credentials travel are visited on purpose.
/// </summary>
public sealed class LogTests
{
    [Theory]
    [InlineData("GET /v1.0/tags?accesskey=vb_0123456789abcdefghijABCDEFGHIJ01")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.x")]
    [InlineData("password was " + TestServer.AdminPassword)]
    public void The_watch_sees_a_credential(string line)
    {
        using var watch = new LogWatch();
        watch.Log(LogLevel.Information, default, line, null, (state, _) => state);
        Should.Throw<ShouldAssertException>(watch.RequireNoCredential);
    }

    [Fact]
    public async Task Credentials_in_queries_headers_cookies_bodies_and_failures_are_not_logged()
    {
        var server = await TestServer.StartAsync();
        await using (server)
        {
            var token = await ApiClient.TokenAsync(server.Http, TestServer.AdminUsername, TestServer.AdminPassword);
            var nobody = new ApiClient(server.Http, null);
            foreach (var credential in (string[])[token, server.AccessKey, token + "x", server.AccessKey[..^1] + "?"])
            {
                foreach (var name in (string[])["token", "accesskey"])
                    await nobody.GetAsync($"/v1.0/conversations/nonsense?{name}={Uri.EscapeDataString(credential)}");
                await new ApiClient(server.Http, credential).PostAsync("/v1.0/flows", new { name = 7 });
                await nobody.PostAsync("/v1.0/tags", new { }, ("Cookie", $"token={credential}"));
            }
            await nobody.PostAsync("/auth/login", new { username = TestServer.AdminUsername, password = TestServer.AdminPassword + "x" });
            await server.SetWebhookAsync("http://127.0.0.1:9/gone");
            var line = await server.AddLineAccountAsync();
            server.Line.Intercept = http =>
            {
                http.Abort();
                return Task.FromResult(true);
            };
            await line.SayAsync("Ualice", "hello");
        }
        server.Logs.Lines.ShouldBeGreaterThan(10);
    }
}
