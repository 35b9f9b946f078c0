namespace Confab.Browser.Console;

/// <summary>A flow's steps are put in order with mouse and finger; keys have their buttons.</summary>
public sealed class StepDragTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Steps_are_dragged_by_their_handles_with_mouse_and_finger()
    {
        var id = await Server.AddFlowAsync(Enumerable.Range(1, 4).Select(object (i) => new { type = "conversation_send", option = new { text = $"text {i}" } }).ToArray());
        var desk = await ComeAsync(new() { HasTouch = true, ViewportSize = new() { Width = 1280, Height = 900 } });
        await desk.SitDownAsync(Server.Url, path: $"/flows/{id}");
        var handles = desk.Locator("[class*=handle]");
        await Expect(handles).ToHaveCountAsync(4);
        await desk.ShouldBeAccessibleAsync();

        var (from, to) = (await MiddleAsync(handles.Nth(0)), await MiddleAsync(handles.Nth(2)));
        await desk.Mouse.MoveAsync(from.X, from.Y);
        await desk.Mouse.DownAsync();
        await desk.Mouse.MoveAsync(to.X, to.Y, new() { Steps = 12 });
        await desk.Mouse.UpAsync();
        await ShouldBeAsync(desk, 2, 3, 1, 4);
        await Expect(desk.GetByText("Moved to place 3 of 4.")).ToBeAttachedAsync();

        (from, to) = (await MiddleAsync(handles.Nth(3)), await MiddleAsync(handles.Nth(0)));
        var fingers = await desk.Context.NewCDPSessionAsync(desk);
        await TouchAsync(fingers, "touchStart", from);
        for (var i = 1; i <= 12; i++)
            await TouchAsync(fingers, "touchMove", (from.X + (to.X - from.X) * i / 12, from.Y + (to.Y - from.Y) * i / 12));
        await TouchAsync(fingers, "touchEnd");
        await ShouldBeAsync(desk, 4, 2, 3, 1);

        await desk.Keyboard.PressAsync("Control+s"); // a click within 50 ms of the drop is taken for its end
        await Poll.UntilAsync(() => Server.Admin.GetAsync($"/v1.0/flows/{id}"), flow => flow.Json.GetProperty("actions").EnumerateArray().Select(action => action.GetProperty("option").GetProperty("text").GetString()).SequenceEqual(["text 4", "text 2", "text 3", "text 1"]));
    }

    private static async Task<(float X, float Y)> MiddleAsync(ILocator handle)
    {
        var box = (await handle.BoundingBoxAsync())!;
        return (box.X + box.Width / 2, box.Y + box.Height / 2);
    }

    private static Task TouchAsync(ICDPSession fingers, string type, params (float X, float Y)[] at) => fingers.SendAsync("Input.dispatchTouchEvent",
        new() { ["type"] = type, ["touchPoints"] = at.Select(point => new { x = point.X, y = point.Y }).ToArray() });

    private static Task ShouldBeAsync(IPage desk, params int[] order) => Expect(desk.Locator("[class*=gist]")).ToHaveTextAsync([.. order.Select(i => $"text {i}")]);
}
