namespace Confab.Tests.Webchat;

/// <summary>The page on which a widget can be tried.</summary>
public sealed class WidgetPreviewTests
{
    [Fact]
    public async Task A_widget_has_a_page_of_its_own_that_takes_nothing_but_the_widget()
    {
        await using var server = await TestServer.StartAsync();
        var hash = (await server.Admin.PostAsync("/v1.0/webchat_widgets", new { name = "w" })).Ok()["direct_hash"];
        using var page = await server.Http.GetAsync($"{server.Url}/widget-preview/{hash}");
        page.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        (await page.Content.ReadAsStringAsync()).ShouldContain($"""<script src="/widget.js" data-widget="{hash}" async></script>""");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; ");
        policy.ShouldNotContain("unsafe");
        policy.ShouldContain("frame-ancestors 'none'");
    }

    [Theory]
    [InlineData("%22%3E%3Cscript%3E")]
    [InlineData("a b")]
    [InlineData("a%2Fb")]
    public async Task What_is_no_hash_has_no_page(string hash)
    {
        await using var server = await TestServer.StartAsync();
        using var page = await server.Http.GetAsync($"{server.Url}/widget-preview/{hash}");
        ((int)page.StatusCode).ShouldBe(404);
    }
}
