namespace Confab.Browser.Console;

/// <summary>Into the console and out of it.</summary>
public sealed class SignInTests(Chromium chromium) : BrowserTest(chromium)
{
    private IPage desk = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        desk = await ComeAsync();
    }

    [Fact]
    public async Task A_wrong_password_says_so_and_the_right_one_leads_to_the_inbox_by_keyboard()
    {
        await desk.GotoAsync(Server.Url);
        await Expect(desk.Username()).ToBeFocusedAsync();
        await desk.Keyboard.TypeAsync(TestServer.AdminUsername);
        await desk.Keyboard.PressAsync("Tab");
        await desk.Keyboard.TypeAsync("not the password");
        await desk.Keyboard.PressAsync("Enter");
        await Expect(desk.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The username or the password is not right.");
        await Expect(desk.Username()).ToHaveValueAsync(TestServer.AdminUsername);
        await desk.Password().FillAsync(TestServer.AdminPassword);
        await desk.Password().PressAsync("Enter");
        await desk.ShouldBeInsideAsync();
        await Expect(desk).ToHaveURLAsync(Server.Url + "/inbox");
        await Expect(desk.GetByRole(AriaRole.Link, new() { Name = "Inbox" })).ToHaveAttributeAsync("aria-current", "page");
        await desk.ReloadAsync();
        await desk.ShouldBeInsideAsync();
    }

    [Fact]
    public async Task Nothing_secret_is_where_scripts_can_read_it()
    {
        await desk.SitDownAsync(Server.Url);
        var readable = await desk.EvaluateAsync<string>("JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])");
        var token = (await desk.Context.CookiesAsync()).ShouldHaveSingleItem();
        (token.HttpOnly, token.SameSite).ShouldBe((true, SameSiteAttribute.Strict));
        readable.ShouldNotContain(token.Value);
        readable.ShouldNotContain("eyJ");
        readable.ShouldNotContain(TestServer.AdminPassword);
    }

    [Fact]
    public async Task Signing_out_leads_out_and_the_cookie_of_before_is_worth_nothing()
    {
        await desk.SitDownAsync(Server.Url);
        var token = (await desk.Context.CookiesAsync()).ShouldHaveSingleItem().Value;
        (await StatusAsync()).ShouldBe("available");
        await desk.ChooseAsync("Sign out");
        await desk.ShouldBeOutsideAsync();
        (await StatusAsync()).ShouldBe("offline");
        (await desk.Context.CookiesAsync()).ShouldBeEmpty();
        (await new ApiClient(Server.Http, token).GetAsync("/v1.0/service_agents/me")).Status.ShouldBe(401);
        await desk.GoBackAsync();
        await desk.ShouldBeOutsideAsync();
    }

    [Fact]
    public async Task Signing_in_leaves_a_status_that_one_has_set()
    {
        await desk.SitDownAsync(Server.Url);
        await desk.ChooseAsync("Busy");
        await Poll.UntilAsync(StatusAsync, status => status == "busy");
        await desk.Context.ClearCookiesAsync();
        await desk.SitDownAsync(Server.Url);
        (await StatusAsync()).ShouldBe("busy");
    }

    [Fact]
    public async Task Where_another_tab_signed_out_nothing_is_said_to_be_kept()
    {
        await Server.SayAsync("hello");
        await desk.SitDownAsync(Server.Url);
        var tab = await desk.Context.NewPageAsync();
        await tab.GotoAsync(Server.Url);
        await tab.Conversation(PretendPhone.Number).ClickAsync();
        await tab.Composer().FillAsync("forgotten by signing out");
        await desk.ChooseAsync("Sign out");
        await desk.ShouldBeOutsideAsync();
        await tab.ShouldBeOutsideAsync();
        await Expect(tab.GetByRole(AriaRole.Status)).ToHaveTextAsync("You were signed out.");
    }

    [Fact]
    public async Task A_session_that_ran_out_leads_back_and_signing_in_again_to_where_one_was_with_what_was_typed()
    {
        var line = await Server.AddLineAccountAsync();
        var path = $"/inbox/{(await line.SayAsync("U1", "Are you open?")).GetProperty("id").GetString()}";
        await desk.SitDownAsync(Server.Url, path: path);
        await desk.Composer().FillAsync("From ten to two");
        Clock.Offset = TimeSpan.FromDays(8);
        await desk.ShouldBeOutsideAsync();
        await desk.SignInAsync();
        await desk.ShouldBeInsideAsync();
        await Expect(desk).ToHaveURLAsync(Server.Url + path);
        await Expect(desk.Composer()).ToHaveValueAsync("From ten to two");
    }

    [Fact]
    public async Task A_password_that_was_changed_elsewhere_leads_out_without_a_click()
    {
        var username = $"agent-{Guid.NewGuid():N}@test";
        var (id, _) = await Server.AddAgentAsync(username: username);
        await desk.SitDownAsync(Server.Url, username);
        (await Server.Admin.PutAsync($"/v1.0/agents/{id}/password", new { password = "another-horse-battery" })).Ok();
        await desk.ShouldBeOutsideAsync();
        await desk.SignInAsync(username);
        await Expect(desk.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await desk.SignInAsync(username, "another-horse-battery");
        await desk.ShouldBeInsideAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Axe_finds_nothing_serious_before_or_after(ColorScheme scheme)
    {
        var page = await ComeAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync(Server.Url);
        await page.ShouldBeOutsideAsync();
        await page.ShouldBeAccessibleAsync();
        await page.SignInAsync(password: "wrong");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.ShouldBeAccessibleAsync();
        await page.SignInAsync();
        await page.ShouldBeInsideAsync();
        await page.ShouldBeAccessibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of " }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await page.ShouldBeAccessibleAsync();
    }

    private async Task<string> StatusAsync() => (await Server.Admin.GetAsync("/v1.0/agents")).Ok().Result.Single(agent => agent.GetProperty("username").GetString() == TestServer.AdminUsername).GetProperty("status").GetString()!;
}
