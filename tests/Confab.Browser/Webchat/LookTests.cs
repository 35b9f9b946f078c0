namespace Confab.Browser.Webchat;

/// <summary>How the chat looks, and that everybody can use it.</summary>
public sealed class LookTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_widgets_colours_words_and_place_are_applied()
    {
        await using var shop = await Shop.OpenAsync(Server, theme: new
        {
            primary_color = "#0b5d1e",
            secondary_color = "#fefae0",
            header_background_color = "#102030",
            header_text_color = "#ffeeaa",
            header_title = "Ask us",
            header_subtitle = "Ten to two",
            position = "bottom_left",
            border_radius = "sharp",
            font_size = "large",
            theme_mode = "dark"
        });
        var visitor = await ComeAsync();
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync("Hello");
        await visitor.ShouldHaveSentAllAsync();
        await Expect(visitor.Bubble()).ToHaveCSSAsync("background-color", "rgb(11, 93, 30)");
        await Expect(visitor.Locator(".message.mine")).ToHaveCSSAsync("color", "rgb(254, 250, 224)");
        await Expect(visitor.Locator("header")).ToHaveCSSAsync("background-color", "rgb(16, 32, 48)");
        await Expect(visitor.Locator("header")).ToHaveCSSAsync("color", "rgb(255, 238, 170)");
        await Expect(visitor.Panel()).ToHaveCSSAsync("border-radius", "2px");
        await Expect(visitor.Panel()).ToHaveCSSAsync("font-size", "18px");
        await Expect(visitor.Panel()).ToHaveCSSAsync("background-color", "rgb(30, 33, 37)");
        await Expect(visitor.Panel()).ToHaveAccessibleNameAsync("Ask us");
        await Expect(visitor.Panel()).ToContainTextAsync("Ten to two");
        (await visitor.Bubble().BoundingBoxAsync())!.X.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Axe_finds_nothing_serious_in_any_state(string mode)
    {
        await using var shop = await Shop.OpenAsync(Server, theme: new { theme_mode = mode, header_subtitle = "Ten to two" });
        var visitor = await ComeAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await visitor.GotoAsync(shop.Page);
        await Expect(visitor.Bubble()).ToBeVisibleAsync();
        await visitor.ShouldBeAccessibleAsync();
        await visitor.Bubble().ClickAsync();
        await visitor.ShouldBeAccessibleAsync();
        await visitor.SayAsync("Hello https://shop.example/prices");
        await visitor.ShouldHaveSentAllAsync();
        await Expect(visitor.GetByRole(AriaRole.Img, new() { Name = "Waiting for an answer" })).ToBeVisibleAsync();
        await visitor.ShouldBeAccessibleAsync();
        await shop.AnswerAsync("See https://shop.example/prices");
        await visitor.ShouldShowAsync("You:Hello https://shop.example/prices", "Answer:See https://shop.example/prices");
        await visitor.ShouldBeAccessibleAsync();
        await visitor.Context.SetOfflineAsync(true);
        await visitor.SayAsync("Are you there?");
        await Expect(visitor.Locator(".message.pending")).ToHaveCountAsync(1);
        await visitor.ShouldBeAccessibleAsync();
        var session = (await shop.ConversationsAsync()).ShouldHaveSingleItem().GetProperty("dialog_id").GetString();
        (await Server.Admin.PostAsync($"/v1.0/webchat_sessions/{session}/end")).Ok();
        await visitor.Context.SetOfflineAsync(false);
        await Expect(visitor.Locator(".message.failed")).ToContainTextAsync("Not sent");
        await visitor.ShouldBeAccessibleAsync();
    }

    [Fact]
    public async Task It_fits_a_narrow_telephone()
    {
        await using var shop = await Shop.OpenAsync(Server);
        var visitor = await ComeAsync(new() { ViewportSize = new() { Width = 320, Height = 480 } });
        await visitor.OpenChatAsync(shop.Page);
        await visitor.SayAsync(new string('x', 200));
        await visitor.ShouldHaveSentAllAsync();
        var panel = (await visitor.Panel().BoundingBoxAsync())!;
        (panel.X, panel.Y, panel.X + panel.Width, panel.Y + panel.Height).ShouldSatisfyAllConditions(box => box.X.ShouldBeGreaterThanOrEqualTo(0), box => box.Y.ShouldBeGreaterThanOrEqualTo(0),
            box => box.Item3.ShouldBeLessThanOrEqualTo(320), box => box.Item4.ShouldBeLessThanOrEqualTo(480));
        (await visitor.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        (await visitor.Locator(".log").EvaluateAsync<bool>("log => log.scrollWidth <= log.clientWidth")).ShouldBeTrue();
    }
}
