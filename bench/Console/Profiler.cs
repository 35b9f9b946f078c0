namespace Confab.ConsoleBench;

/// <summary>Writes where a page's scripts spend their time, in the form that Chromium's tools open.</summary>
internal sealed class Profiler : IAsyncDisposable
{
    private readonly ICDPSession session;
    private readonly string file;

    private Profiler(ICDPSession session, string file) => (this.session, this.file) = (session, file);

    /// <summary>Begins.</summary>
    public static async Task<Profiler> StartAsync(IPage page, string file)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Profiler.enable");
        await session.SendAsync("Profiler.start");
        return new Profiler(session, file);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        var profile = await session.SendAsync("Profiler.stop");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await File.WriteAllTextAsync(file, profile!.Value.GetProperty("profile").GetRawText());
        await session.DetachAsync();
    }
}
