using System.CommandLine;
using Confab.Cli;
using Confab.Store;

namespace Confab.Demo;

/// <summary><c>confab demo</c>: plays the whole tutorial against a server of its own and a fake LINE, and says whether all of it held.</summary>
internal static class DemoCommand
{
    private const string LineToken = "demo-channel-access-token";

    public static Command Make()
    {
        var demo = new Command("demo", "Play the whole tutorial on a temporary data folder, with a fake LINE beside it; exits 0 only if everything held.");
        demo.SetAction((_, stop) => RunAsync(stop));
        return demo;
    }

    private static async Task<int> RunAsync(CancellationToken stop)
    {
        var data = Directory.CreateTempSubdirectory("confab-demo-").FullName;
        await using var line = await FakeLine.StartAsync(LineToken);
        await using var receiver = await FakeReceiver.StartAsync(Walkthrough.WebhookSecret);
        try
        {
            using var folder = DataFolder.Hold(data)!;
            var configuration = ServerOptions.Read(null, new Dictionary<string, string?>
            {
                ["Urls"] = "http://127.0.0.1:0", ["Confab:Data"] = data, ["Confab:PublicUrl"] = "", ["Confab:Admin:Username"] = Walkthrough.AdminUsername,
                ["Confab:Admin:Password"] = Secrets.Text(16), ["Confab:Line:ApiUrl"] = line.Address, ["Confab:Line:DataUrl"] = line.Address, ["Confab:Webhooks:AllowPrivateNetworks"] = "true",
                ["Logging:LogLevel:Default"] = "Warning"
            });
            await using var app = Server.Build(configuration, folder);
            var newcomer = await Server.PrepareAsync(app.Services);
            await app.StartAsync(stop);
            Server.FindPublicUrl(app);
            using var story = new Story(Console.Out, app.Urls.First());
            story.Credential("<ACCESS_KEY>", newcomer!.AccessKey);
            await new Walkthrough(story, line, receiver, LineToken, configuration["Confab:Admin:Password"]!, newcomer).PlayAsync();
            await app.StopAsync(CancellationToken.None);
            return story.Close() ? 0 : 1;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
