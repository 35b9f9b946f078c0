namespace Confab.Cli;

/// <summary>What the server says when it has started.</summary>
internal static class Welcome
{
    /// <summary>Prints where it listens, and to a newcomer, once, how to get in and what to type next.</summary>
    public static void Print(TextWriter output, IEnumerable<string> urls, Newcomer? newcomer)
    {
        var url = urls.First();
        if (newcomer is not null)
            output.WriteLine($"""

                Welcome to Confab. This is shown once:

                  admin       {newcomer.Username}   {(newcomer.Password is null ? "(password as in the settings)" : "password " + newcomer.Password)}
                  agent       {newcomer.AgentUsername}   password {newcomer.AgentPassword}
                  access key  {newcomer.AccessKey}

                A lost password: confab agent password <username>. Try it, in another terminal:

                  curl -X POST '{url}/v1.0/phone/messages?accesskey={newcomer.AccessKey}' -H 'Content-Type: application/json' \
                    -d '{$$"""{"from": "+15550199001", "to": "{{FirstStart.SandboxNumber}}", "text": "Hello"}"""}'
                  curl '{url}/v1.0/conversations?accesskey={newcomer.AccessKey}'
                  confab phone inbox +15550199001
                """);
        output.WriteLine();
        output.WriteLine($"Confab listens on {string.Join(", ", urls)}. Stop it with Ctrl-C.");
    }
}
