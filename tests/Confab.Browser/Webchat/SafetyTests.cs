namespace Confab.Browser.Webchat;

/// <summary>What people write runs nowhere, and other people's pages have no chat of ours.</summary>
public sealed class SafetyTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] Attacks =
    [
        "<img src=x onerror=\"window.ran = 1\">", "<script>window.ran = 1</script>", "javascript:window.ran=1", "</span><svg onload=window.ran=1>", "http://x\"onmouseover=\"window.ran=1",
        "https://shop.example/<img src=x onerror=window.ran=1>", "[x](javascript:window.ran=1)", "data:text/html,<script>window.ran=1</script>", "${window.ran=1}{{window.ran=1}}"
    ];

    [Fact]
    public async Task What_a_visitor_types_and_what_is_answered_is_text_to_both_and_nothing_else()
    {
        await using var shop = await Shop.OpenAsync(Server, theme: new { header_title = Attacks[0], header_subtitle = Attacks[1], connecting_indicator_text = Attacks[3] });
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        foreach (var attack in Attacks)
            await visitor.SayAsync(attack);
        await visitor.ShouldHaveSentAllAsync();
        foreach (var attack in Attacks)
            await shop.AnswerAsync(attack);
        string[] all = [.. Attacks.Select(attack => "You:" + attack), .. Attacks.Select(attack => "Answer:" + attack)];
        await visitor.ShouldShowAsync(all);
        (await shop.SaidAsync()).ShouldBe(Attacks);
        var tab = await visitor.Context.NewPageAsync();
        await tab.OpenChatAsync(shop.Page);
        await tab.ShouldShowAsync(all);
        foreach (var page in (IPage[])[visitor, tab])
        {
            await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync(Attacks[0]);
            await Expect(page.Panel().Locator("img, script, iframe, svg[onload], [onerror], [onmouseover], a:not([href^='https://']):not([href^='http://'])")).ToHaveCountAsync(0);
            (await page.EvaluateAsync<bool>("'ran' in window")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task The_api_answers_with_what_a_browser_does_not_run()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("<script>window.ran = 1</script>");
        await visitor.ShouldHaveSentAllAsync();
        var id = (await shop.ConversationsAsync()).ShouldHaveSingleItem().GetProperty("id").GetString();
        var desk = await ComeAsync();
        await desk.GotoAsync($"{Server.Url}/v1.0/conversations/{id}/messages?accesskey={Server.AccessKey}");
        await Expect(desk.Locator("body")).ToContainTextAsync("window.ran");
        (await desk.EvaluateAsync<bool>("'ran' in window")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_page_of_a_site_that_the_widget_does_not_name_gets_no_chat_and_no_session()
    {
        await using var shop = await Shop.OpenAsync(Server, isAllowed: false);
        var visitor = await ComeAsync();
        await visitor.RunAndWaitForConsoleMessageAsync(() => visitor.GotoAsync(shop.Page), new() { Predicate = message => message.Text.Contains("blocked by CORS policy", StringComparison.Ordinal) });
        await Expect(visitor.Bubble()).ToHaveCountAsync(0);
        var boot = await visitor.EvaluateAsync<string>("""
            async server => { try { return (await fetch(server + "/auth/boot", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ direct_hash: document.querySelector("[data-widget]").dataset.widget }) })).status + ""; } catch (e) { return e.name; } }
            """, Server.Url);
        boot.ShouldBe("TypeError");
        (await Server.Admin.GetAsync("/v1.0/webchat_sessions")).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_with_a_strict_policy_needs_to_name_the_server_and_nothing_more()
    {
        await using var shop = await Shop.OpenAsync(Server, answer: "Thank you", policy: "default-src 'none'; script-src http://{0}; connect-src http://{0} ws://{0}");
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("Hello");
        await visitor.ShouldShowAsync("You:Hello", "Answer:Thank you");
    }
}
