using System.CommandLine;
using System.Net.Sockets;
using Confab.Store;

namespace Confab.Cli;

/// <summary><c>confab serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Makes a command this one.</summary>
    public static T Fill<T>(T command) where T : Command
    {
        var urls = new Option<string?>("--urls") { Description = "Where to listen, as in http://127.0.0.1:8080." };
        command.Options.Add(urls);
        var options = new ServerOptions(command);
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed, parsed.GetValue(urls) is { } given ? new() { ["Urls"] = given } : null)));
        return command;
    }

    private static async Task<int> RunAsync(IConfiguration configuration)
    {
        var settings = Settings.Read(configuration);
        using var folder = settings.IsPostgres ? DataFolder.Open(settings.Data) : DataFolder.Hold(settings.Data);
        if (folder is null)
            return CommandLine.Fail($"Another server is using the data folder {Path.GetFullPath(settings.Data)}. One server per folder: give this one another --data.");
        await using var app = Server.Build(configuration, folder);
        if (await Server.PrepareAsync(app.Services) is { } newcomer)
            Welcome.Greet(Console.Out, configuration["Urls"]!.Split(';')[0].TrimEnd('/'), settings.Data, newcomer);
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            await app.StopAsync();
            return CommandLine.Fail($"Urls = \"{configuration["Urls"]}\": cannot listen there: {e.Message}");
        }
        Server.FindPublicUrl(app);
        await folder.SetAddressAsync(Server.Reachable(app));
        Console.WriteLine($"{Environment.NewLine}Confab listens on {string.Join(", ", app.Urls)}. Stop it with Ctrl-C.");
        await Task.WhenAny(Task.Delay(Timeout.Infinite, app.Lifetime.ApplicationStopping));
        await Task.Delay(settings.Drain); // No longer ready, but serving: whoever sends requests here has time to see it.
        await app.StopAsync();
        return 0;
    }
}
