namespace Confab.Tests.Auth;

public sealed class CredentialTests : IAsyncLifetime
{
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("/auth/login")]
    [InlineData("/v1.0/auth/login")]
    public async Task Login_answers_a_token_and_a_cookie_and_wrong_names_and_passwords_look_the_same(string path)
    {
        using var good = await server.Http.PostAsJsonAsync(path, new { username = TestServer.AdminUsername, password = TestServer.AdminPassword });
        ((int)good.StatusCode).ShouldBe(200);
        var cookie = good.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain("secure");
        var nobody = new ApiClient(server.Http, null);
        var wrongName = await nobody.PostAsync(path, new { username = "nobody@test", password = TestServer.AdminPassword });
        var wrongPassword = await nobody.PostAsync(path, new { username = TestServer.AdminUsername, password = "wrong password" });
        wrongName.ShouldFail(401, "INVALID_CREDENTIALS");
        wrongPassword.ShouldFail(401, "INVALID_CREDENTIALS");
        wrongName.Text[..100].ShouldBe(wrongPassword.Text[..100]);
    }

    [Fact]
    public async Task The_cookie_is_secure_where_the_public_url_is_https()
    {
        await using var secure = await TestServer.StartAsync(settings: new() { ["Confab:PublicUrl"] = "https://chat.example.com" });
        using var answer = await secure.Http.PostAsJsonAsync("/auth/login", new { username = TestServer.AdminUsername, password = TestServer.AdminPassword });
        answer.Headers.GetValues("Set-Cookie").Single().ShouldContain("secure");
    }

    [Fact]
    public async Task A_cookie_reads_from_anywhere_but_changes_only_from_our_own_pages()
    {
        var cookie = ("Cookie", "token=" + await ApiClient.TokenAsync(server.Http, TestServer.AdminUsername, TestServer.AdminPassword));
        var nobody = new ApiClient(server.Http, null);
        (await nobody.SendAsync(HttpMethod.Get, "/v1.0/tags", null, cookie)).Ok();
        foreach (var header in ((string, string)[])[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("X-Nothing", "x")])
            (await nobody.PostAsync("/v1.0/tags", new { name = "t" }, cookie, header)).ShouldFail(403, "PERMISSION_DENIED");
        (await nobody.PostAsync("/v1.0/tags", new { name = "t" }, cookie, ("Origin", server.Url))).Ok();
        (await nobody.PostAsync("/v1.0/tags", new { name = "t" }, cookie, ("Sec-Fetch-Site", "same-origin"))).Ok();
    }

    [Fact]
    public async Task Logout_ends_that_token_and_clears_the_cookie()
    {
        var first = await server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword);
        var second = await server.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword);
        (await first.PostAsync("/auth/logout")).Ok().Headers["Set-Cookie"].ShouldContain("max-age=0");
        (await first.GetAsync("/v1.0/me")).ShouldFail(401, "INVALID_CREDENTIALS");
        (await second.GetAsync("/v1.0/me")).Ok();
    }

    [Fact]
    public async Task A_new_password_a_changed_permission_and_a_deleted_agent_end_its_tokens()
    {
        foreach (var change in (Func<string, Task<Answer>>[])
        [
            id => server.Admin.PutAsync($"/v1.0/agents/{id}/password", new { password = "another password" }),
            id => server.Admin.PutAsync($"/v1.0/agents/{id}/permission", new { permission = 64 }),
            id => server.Admin.DeleteAsync($"/v1.0/agents/{id}")
        ])
        {
            var (id, agent) = await server.AddAgentAsync();
            (await agent.GetAsync("/v1.0/me")).Ok();
            (await change(id)).Ok();
            (await agent.GetAsync("/v1.0/me")).ShouldFail(401, "INVALID_CREDENTIALS");
        }
    }

    [Fact]
    public async Task Nobody_grants_what_they_lack_and_the_last_admin_stays()
    {
        var (managerId, manager) = await server.AddAgentAsync(64);
        var adminId = (await server.Admin.GetAsync("/v1.0/agents")).Result.Single(agent => agent.GetProperty("username").GetString() == TestServer.AdminUsername).GetProperty("id").GetString();
        (await manager.PutAsync($"/v1.0/agents/{managerId}/permission", new { permission = 32 })).ShouldFail(403, "PERMISSION_DENIED");
        (await manager.PostAsync("/v1.0/agents", new { username = "x@test", password = "long enough", permission = 32 })).ShouldFail(403, "PERMISSION_DENIED");
        (await manager.PutAsync($"/v1.0/agents/{adminId}/password", new { password = "taken over!" })).ShouldFail(403, "PERMISSION_DENIED");
        (await manager.DeleteAsync($"/v1.0/agents/{adminId}")).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.PostAsync("/v1.0/agents", new { username = "x@test", password = "long enough", permission = 65535 })).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.PutAsync($"/v1.0/agents/{managerId}/permission", new { permission = 1 })).ShouldFail(403, "PERMISSION_DENIED");
        (await server.Admin.DeleteAsync($"/v1.0/agents/{adminId}")).ShouldFail(409, "STATE_INVALID");
        (await server.Admin.PutAsync($"/v1.0/agents/{adminId}/permission", new { permission = 16 })).ShouldFail(409, "STATE_INVALID");
        await server.AddAgentAsync(32);
        (await server.Admin.DeleteAsync($"/v1.0/agents/{adminId}")).Ok();
    }

    [Fact]
    public async Task A_key_grants_no_more_than_its_maker_could()
    {
        var (managerId, manager) = await server.AddAgentAsync(64);
        var key = new ApiClient(server.Http, (await manager.PostAsync("/v1.0/accesskeys", new { name = "mine" })).Ok()["token"]);
        (await key.GetAsync("/v1.0/conversations")).Ok();
        (await key.PostAsync("/v1.0/agents", new { username = "x@test", password = "long enough", permission = 240 })).ShouldFail(403, "PERMISSION_DENIED");
        (await key.PutAsync($"/v1.0/agents/{managerId}/permission", new { permission = 240 })).ShouldFail(403, "PERMISSION_DENIED");
        (await key.PostAsync("/v1.0/agents", new { username = "x@test", password = "long enough", permission = 16 })).Status.ShouldBe(201);
    }

    [Fact]
    public async Task A_username_is_unique_over_all_customers()
    {
        var other = await server.AddCustomerAsync();
        (await other.PostAsync("/v1.0/agents", new { username = TestServer.AdminUsername.ToUpperInvariant(), password = "long enough" })).ShouldFail(409, "AGENT_ALREADY_EXISTS");
    }

    [Fact]
    public async Task An_expired_key_is_refused()
    {
        var key = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "short", expire = 1 })).Ok();
        key["token"].ShouldMatch("^vb_[A-Za-z0-9]{32}$");
        key["token_prefix"].ShouldBe(key["token"][..11]);
        await Poll.UntilAsync(() => new ApiClient(server.Http, key["token"]).GetAsync("/v1.0/tags"), answer => answer.Status == 401);
    }

    [Fact]
    public async Task Logins_are_limited_per_username_and_requests_per_address()
    {
        await using var limited = await TestServer.StartAsync(settings: new()
        {
            ["Confab:RateLimit:Enabled"] = "true", ["Confab:RateLimit:LoginFailures"] = "3", ["Confab:RateLimit:AuthBurst"] = "1000", ["Confab:RateLimit:AddressPerSecond"] = "1", ["Confab:RateLimit:AddressBurst"] = "5"
        });
        var nobody = new ApiClient(limited.Http, null);
        await limited.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => nobody.PostAsync("/auth/login", new { username = TestServer.AdminUsername, password = "wrong password" })));
        answers.Count(answer => answer.Status == 401).ShouldBe(3);
        answers.Count(answer => answer.Status == 429).ShouldBe(5);
        (await nobody.PostAsync("/auth/login", new { username = TestServer.AdminUsername, password = TestServer.AdminPassword })).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
        var many = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => limited.Admin.GetAsync("/v1.0/tags")));
        var refused = many.First(answer => answer.Status == 429);
        refused.Headers.ShouldContainKey("Retry-After");
        refused.Json.GetProperty("error").GetProperty("details")[0].GetProperty("limited_by").GetString().ShouldBe("ip");
        many.Count(answer => answer.Status == 200).ShouldBeInRange(4, 8);
    }

    [Fact]
    public async Task An_IPv6_address_is_counted_by_its_first_half_as_anybody_has_all_of_the_other()
    {
        await using var limited = await TestServer.StartAsync(settings: new() { ["Confab:TrustedProxies"] = "127.0.0.1", ["Confab:RateLimit:Enabled"] = "true", ["Confab:RateLimit:AddressPerSecond"] = "1", ["Confab:RateLimit:AddressBurst"] = "5" });
        var nobody = new ApiClient(limited.Http, limited.AccessKey);
        Task<Answer> FromAsync(string address) => nobody.SendAsync(HttpMethod.Get, "/v1.0/tags", null, ("X-Forwarded-For", address));
        var flood = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => FromAsync($"2001:db8:1:2:{i:x}::{i:x}")));
        flood.Count(answer => answer.Status == 429).ShouldBeGreaterThan(10);
        (await FromAsync("2001:db8:1:3::1")).Ok();
        (await FromAsync("192.0.2.7")).Ok();
    }

    [Fact]
    public async Task A_flood_of_logins_from_one_address_ends_in_503_and_others_get_through()
    {
        await using var flooded = await TestServer.StartAsync(settings: new() { ["Confab:TrustedProxies"] = "127.0.0.1" });
        var nobody = new ApiClient(flooded.Http, null);
        Task<Answer> LoginAsync(string address, string username, string password) => nobody.PostAsync("/auth/login", new { username, password }, ("X-Forwarded-For", address));
        var flood = Enumerable.Range(0, 250).Select(i => LoginAsync("192.0.2.1", $"nobody-{i}@test", "wrong password")).ToList();
        await Task.WhenAny(flood);
        (await LoginAsync("192.0.2.2", TestServer.AdminUsername, TestServer.AdminPassword)).Ok();
        var answers = await Task.WhenAll(flood);
        answers.Select(answer => answer.Status).Distinct().Order().ShouldBe([401, 503]);
        var late = answers.First(answer => answer.Status == 503);
        (late.Reason, late.Headers.ContainsKey("Retry-After")).ShouldBe(("SERVICE_UNAVAILABLE", true));
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_it_private()
    {
        foreach (var path in (string[])["/v1.0/tags", "/v1.0/nope", "/health/live"])
        {
            var answer = await server.Admin.GetAsync(path);
            (answer.Headers["Referrer-Policy"], answer.Headers["X-Content-Type-Options"], answer.Headers["Cache-Control"]).ShouldBe(("no-referrer", "nosniff", "no-store"));
        }
    }
}
