using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Confab.Phone;
using Confab.Store;

namespace Confab.Cli;

/// <summary><c>confab phone</c>: plays a customer's phone against a running server, with an admin's credential.</summary>
internal static class PhoneCommand
{
    public static Command Make()
    {
        var from = new Option<string>("--from") { Description = "The phone's own number.", Required = true };
        var to = new Option<string>("--to") { Description = "The number to write to.", Required = true };
        var text = new Argument<string>("text") { Description = "What to say." };
        var say = new Command("say", "Send an SMS from a pretend phone.") { from, to, text };
        var sayTo = new Target(say);
        say.SetAction((parsed, stop) => sayTo.RunAsync(parsed, client => SayAsync(client, parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(text), stop)));

        var number = new Argument<string>("number") { Description = "The phone's number." };
        var inbox = new Command("inbox", "Show what a pretend phone received, oldest first.") { number };
        var inboxOf = new Target(inbox);
        inbox.SetAction((parsed, stop) => inboxOf.RunAsync(parsed, client => InboxAsync(client, parsed.GetRequiredValue(number), stop)));
        return new Command("phone", "Play a customer's phone on the sandbox.") { say, inbox };
    }

    private static async Task<int> SayAsync(HttpClient client, string from, string to, string text, CancellationToken stop)
    {
        using var response = await client.PostAsJsonAsync("/v1.0/phone/messages", new PhoneMessageJson(Guid.Empty, from, to, text, Timestamp.Never, []), PhoneJson.Wire.PhoneMessageJson, stop);
        if (!response.IsSuccessStatusCode)
            return await FailAsync(response, stop);
        Console.WriteLine($"{from} → {to}: {text}");
        return 0;
    }

    private static async Task<int> InboxAsync(HttpClient client, string number, CancellationToken stop)
    {
        using var response = await client.GetAsync($"/v1.0/phone/messages?number={Uri.EscapeDataString(number)}", stop);
        if (!response.IsSuccessStatusCode)
            return await FailAsync(response, stop);
        var page = (await response.Content.ReadFromJsonAsync(PhoneJson.Wire.PagePhoneMessageJson, stop))!;
        foreach (var message in page.Result.Reverse())
            Console.WriteLine($"{message.TmCreate}  {message.From} → {message.To}: {string.Join(" ", message.Medias.Select(media => media.Url).Prepend(message.Text).Where(part => part.Length > 0))}");
        if (page.Result.Count == 0)
            Console.WriteLine("Nothing yet.");
        return 0;
    }

    private static async Task<int> FailAsync(HttpResponseMessage response, CancellationToken stop)
    {
        var answer = await response.Content.ReadAsStringAsync(stop);
        try
        {
            return CommandLine.Fail((string)JsonNode.Parse(answer)!["error"]!["message"]!);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException)
        {
            return CommandLine.Fail($"What answers at {response.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority)} is no Confab: {(int)response.StatusCode}.");
        }
    }

    /// <summary>Which server, and with which key.</summary>
    private sealed class Target
    {
        private readonly Option<string?> url = new("--url") { Description = "The server; else the one that runs on the data folder." };
        private readonly Option<string?> key = new("--accesskey") { Description = "An access key; else the one in the data folder's admin.key." };
        private readonly ServerOptions options;

        public Target(Command command)
        {
            command.Options.Add(url);
            command.Options.Add(key);
            options = new ServerOptions(command);
        }

        public async Task<int> RunAsync(ParseResult parsed, Func<HttpClient, Task<int>> run)
        {
            var configuration = options.Read(parsed);
            var folder = Path.GetFullPath(configuration["Confab:Data"] ?? ".");
            var server = (parsed.GetValue(url) ?? (DataFolder.Address(folder) is { Length: > 0 } address ? address : configuration["Urls"]!.Split(';')[0])).TrimEnd('/');
            if (!Uri.TryCreate(server, UriKind.Absolute, out var uri))
                return CommandLine.Fail($"--url {server} is no address such as http://127.0.0.1:8080.");
            var file = Path.Combine(folder, DataFolder.KeyFileName);
            var credential = parsed.GetValue(key) ?? (File.Exists(file) ? (await File.ReadAllTextAsync(file)).Trim() : null);
            if (credential is null)
                return CommandLine.Fail($"Give an access key with --accesskey: {file} is not there.");
            using var client = new HttpClient { BaseAddress = uri };
            client.DefaultRequestHeaders.Authorization = new("Bearer", credential);
            try
            {
                return await run(client);
            }
            catch (HttpRequestException)
            {
                return CommandLine.Fail($"No server answers at {server}. Name it with --url.");
            }
        }
    }
}
