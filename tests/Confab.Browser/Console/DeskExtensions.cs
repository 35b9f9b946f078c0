namespace Confab.Browser.Console;

/// <summary>The hands of somebody at the console.</summary>
internal static class DeskExtensions
{
    public static ILocator Username(this IPage page) => page.GetByLabel("Username");

    public static ILocator Password(this IPage page) => page.Locator("input[name=password]");

    /// <summary>Writes both and presses the button.</summary>
    public static async Task SignInAsync(this IPage page, string username = TestServer.AdminUsername, string password = TestServer.AdminPassword)
    {
        await page.Username().FillAsync(username);
        await page.Password().FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Comes to a page of the console and signs in.</summary>
    public static async Task SitDownAsync(this IPage page, string url, string username = TestServer.AdminUsername, string path = "/")
    {
        await page.GotoAsync(url + path);
        await page.SignInAsync(username);
        await page.ShouldBeInsideAsync();
    }

    /// <summary>Waits until whoever signed in is in.</summary>
    public static Task ShouldBeInsideAsync(this IPage page) => Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToBeVisibleAsync();

    /// <summary>Waits until the console asks who one is.</summary>
    public static Task ShouldBeOutsideAsync(this IPage page) => Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Confab" })).ToBeVisibleAsync();

    /// <summary>Chooses from one's own menu.</summary>
    public static async Task ChooseAsync(this IPage page, string item)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Menu of " }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }

    /// <summary>A conversation's row in the inbox.</summary>
    public static ILocator Conversation(this IPage page, string peer) => page.GetByRole(AriaRole.List, new() { Name = "Conversations" }).GetByRole(AriaRole.Link, new() { Name = peer });

    /// <summary>The conversation that is open.</summary>
    public static ILocator Pane(this IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true });

    /// <summary>Its messages.</summary>
    public static ILocator Messages(this IPage page) => page.Pane().GetByRole(AriaRole.Log);

    /// <summary>Where an answer is written.</summary>
    public static ILocator Composer(this IPage page) => page.Pane().GetByLabel("Write a message");

    /// <summary>What assigns it, while this is its owner.</summary>
    public static ILocator Owner(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = $"Owner: {name}. Assign" });

    /// <summary>The pretend phone.</summary>
    public static ILocator Handset(this IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "The phone " });

    /// <summary>Writes on the pretend phone's screen, and sends.</summary>
    public static async Task WriteOnPhoneAsync(this IPage page, string text)
    {
        await page.Handset().GetByLabel("Write a message").FillAsync(text);
        await page.Handset().GetByLabel("Write a message").PressAsync("Enter");
    }

    /// <summary>The field of this label, without the list that it opens.</summary>
    public static ILocator Field(this IPage page, string label) => page.Locator("input:not([type=hidden])").And(page.GetByLabel(label, new() { Exact = true }));

    /// <summary>Has the inbox list what is open, snoozed or closed.</summary>
    public static async Task ShowAsync(this IPage page, string state)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Filters" }).ClickAsync();
        await page.Field("State").ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = state, Exact = true }).ClickAsync();
        await page.Keyboard.PressAsync("Escape");
    }

    /// <summary>Answers in the conversation that is open.</summary>
    public static async Task AnswerAsync(this IPage page, string text)
    {
        await page.Composer().FillAsync(text);
        await page.Composer().PressAsync("Enter");
        await Expect(page.Composer()).ToHaveValueAsync("");
    }

    /// <summary>Gives the conversation that is open to an agent.</summary>
    public static async Task OwnAsync(this IPage page, string agent)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Owner: " }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = agent }).ClickAsync();
    }
}
