using System.Net;
using System.Text.RegularExpressions;
using Confab.Pages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Confab.Tests.Pages;

/// <summary>How the console reaches a browser.</summary>
public sealed partial class PagesTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/inbox/01990000-0000-7000-8000-000000000000")]
    public async Task A_browser_gets_the_page_with_a_nonce_that_is_used_once(string path)
    {
        await using var server = await TestServer.StartAsync();
        using var first = await GetAsync(server, path, "text/html,*/*;q=0.8");
        using var second = await GetAsync(server, path, "text/html,*/*;q=0.8");
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        var (html, policy) = (await first.Content.ReadAsStringAsync(), Policy(first));
        html.ShouldContain("/assets/", customMessage: "the console is not in this build: is npm there?");
        html.ShouldNotContain(ConsolePage.Nonce);
        var nonce = NonceOf().Match(policy).Groups[1].Value;
        html.ShouldContain($"nonce=\"{nonce}\"");
        policy.ShouldBe($"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; "
            + $"connect-src 'self' ws://{new Uri(server.Url).Authority}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        Policy(second).ShouldNotContain(nonce);
    }

    [Fact]
    public async Task Assets_are_kept_for_ever_and_packed_for_whom_takes_that()
    {
        await using var server = await TestServer.StartAsync();
        using var page = await GetAsync(server, "/");
        var script = Script().Match(await page.Content.ReadAsStringAsync()).Value;
        using var plain = await GetAsync(server, script);
        plain.StatusCode.ShouldBe(HttpStatusCode.OK);
        plain.Content.Headers.ContentType!.ToString().ShouldBe("text/javascript; charset=utf-8");
        plain.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        (await plain.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(100_000);

        using var packed = await SendAsync(server, script, request => request.Headers.AcceptEncoding.ParseAdd("gzip, br"));
        packed.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        packed.Content.Headers.ContentLength!.Value.ShouldBeLessThan(300_000);

        using var known = await SendAsync(server, script, request => request.Headers.IfNoneMatch.Add(plain.Headers.ETag!));
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await GetAsync(server, "/assets/none-00000000.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/v1.0/nothing", "text/html", "ROUTE_NOT_FOUND")]
    [InlineData("/v1.0/conversations", "text/html", "AUTHENTICATION_REQUIRED")]
    [InlineData("/auth/nothing", "text/html", "ROUTE_NOT_FOUND")]
    [InlineData("/inbox", "application/json", "ROUTE_NOT_FOUND")]
    [InlineData("/inbox", "*/*", "ROUTE_NOT_FOUND")]
    public async Task What_is_no_page_answers_as_the_API_does(string path, string accept, string reason)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await GetAsync(server, path, accept);
        (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"reason\":\"{reason}\"");
    }

    [Fact]
    public async Task A_build_without_the_console_says_how_to_get_it()
    {
        await using var server = await TestServer.StartAsync(replace: services => services.Replace(ServiceDescriptor.Singleton(new ConsoleFiles("none/"))));
        using var page = await GetAsync(server, "/");
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("install Node.js");
        (await GetAsync(server, "/assets/index.js")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await server.Admin.GetAsync("/v1.0/conversations")).Ok();
    }

    /// <summary>What the console signs in with: a cookie that no script reads, good for calls and sockets from our own page only.</summary>
    [Fact]
    public async Task The_cookie_of_a_login_serves_the_page_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        using var login = await server.Http.PostAsync("/auth/login", new StringContent(JsonSerializer.Serialize(new { username = TestServer.AdminUsername, password = TestServer.AdminPassword }), null, "application/json"));
        var set = login.Headers.GetValues("Set-Cookie").Single();
        set.ShouldContain("httponly", Case.Insensitive);
        set.ShouldContain("samesite=strict", Case.Insensitive);
        var cookie = set.Split(';')[0];
        (await PutStatusAsync("same-origin")).ShouldBe(HttpStatusCode.OK);
        (await PutStatusAsync("same-site")).ShouldBe(HttpStatusCode.Forbidden);
        (await PutStatusAsync("cross-site")).ShouldBe(HttpStatusCode.Forbidden);

        async Task<HttpStatusCode> PutStatusAsync(string site)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/v1.0/service_agents/me/status") { Content = new StringContent("""{"status":"away"}""", null, "application/json") };
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", site);
            using var answer = await server.Http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static string Policy(HttpResponseMessage answer) => answer.Headers.GetValues("Content-Security-Policy").Single();

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string path, string accept = "*/*") => SendAsync(server, path, request => request.Headers.Accept.ParseAdd(accept));

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, string path, Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        with(request);
        return await server.Http.SendAsync(request);
    }

    [GeneratedRegex("'nonce-([A-Za-z0-9]{24})'")]
    private static partial Regex NonceOf();

    [GeneratedRegex(@"/assets/index-[^""]+\.js")]
    private static partial Regex Script();
}
