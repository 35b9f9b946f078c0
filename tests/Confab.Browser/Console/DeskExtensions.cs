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

    /// <summary>The messages of the conversation that is open.</summary>
    public static ILocator Messages(this IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true }).GetByRole(AriaRole.Log);

    /// <summary>Where an answer is written.</summary>
    public static ILocator Composer(this IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "Conversation", Exact = true }).GetByLabel("Write a message");

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
