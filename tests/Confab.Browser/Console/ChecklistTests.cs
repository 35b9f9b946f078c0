namespace Confab.Browser.Console;

/// <summary>The first steps of a new installation.</summary>
public sealed class ChecklistTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Each_first_step_leads_to_where_it_is_done()
    {
        var desk = await ComeAsync();
        await desk.SitDownAsync(Server.Url, path: "/admin");
        foreach (var (step, control) in ((string, string)[])
        [
            ("Connect an account", "Add an account"), ("Make a flow", "New flow"), ("Add a number", "Add a number"), ("Get a first message", "Another phone"), ("Add an agent", "Add an agent"),
            ("Send events to your systems", "New endpoint")
        ])
        {
            await desk.GetByRole(AriaRole.Main).GetByRole(AriaRole.List).GetByRole(AriaRole.Link, new() { Name = step }).ClickAsync();
            await Expect(desk.GetByRole(AriaRole.Button, new() { Name = control }).Or(desk.GetByRole(AriaRole.Link, new() { Name = control })).First).ToBeVisibleAsync();
            await desk.GotoAsync(Server.Url + "/admin");
        }
    }
}
