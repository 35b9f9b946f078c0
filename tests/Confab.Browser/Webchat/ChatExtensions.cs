namespace Confab.Browser.Webchat;

/// <summary>A visitor's hands and eyes on the chat of a page.</summary>
internal static class ChatExtensions
{
    public static ILocator Bubble(this IPage page) => page.Locator(".bubble");

    public static ILocator Panel(this IPage page) => page.GetByRole(AriaRole.Dialog);

    public static ILocator Input(this IPage page) => page.GetByRole(AriaRole.Textbox, new() { Name = "Your message" });

    /// <summary>What the chat says about itself.</summary>
    public static ILocator Status(this IPage page) => page.Panel().GetByRole(AriaRole.Status);

    /// <summary>Comes to a page and opens its chat.</summary>
    public static async Task OpenChatAsync(this IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Bubble().ClickAsync();
        await Expect(page.Panel()).ToBeVisibleAsync();
    }

    /// <summary>Writes and sends, by keyboard.</summary>
    public static async Task SayAsync(this IPage page, string text)
    {
        await page.Input().FillAsync(text);
        await page.Input().PressAsync("Enter");
    }

    /// <summary>Waits until the chat shows these messages and no others, each with who said it, as in <c>You:Hello</c> and <c>Answer:Hi</c>.</summary>
    public static Task ShouldShowAsync(this IPage page, params string[] messages) => Expect(page.Locator(".message")).ToHaveTextAsync(messages);

    /// <summary>Waits until the server has all that was written.</summary>
    public static Task ShouldHaveSentAllAsync(this IPage page) => Expect(page.Locator(".message.pending")).ToHaveCountAsync(0);
}
