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
}
