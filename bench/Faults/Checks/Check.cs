namespace Confab.Faults.Checks;

/// <summary>Holds what was acknowledged against what is there, what was sent and what was told.</summary>
internal static class Check
{
    private const int Examples = 5;

    /// <summary>Counts everything, when all is silent but for jobs that still wait.</summary>
    public static async Task<Verdict> RunAsync(Scene scene, string fault, int waiting, string status)
    {
        var messages = await Message.AllAsync(scene.Installation.Url, scene.Installation.Key);
        var events = await scene.Installation.Database.EventsAsync();
        var (arrivals, taken) = (scene.Receiver.Arrivals, scene.Receiver.Taken);
        var sent = scene.Carrier.Sent();
        var channels = ChannelCheck.Of(scene, messages);
        var actions = ActionCheck.Of(scene, messages);
        List<(string What, IReadOnlyList<string> Found)> found =
        [
            ("missing", [.. Missing(scene, messages), .. scene.Providers is null ? NotSent(scene, messages, sent) : channels.SelectMany(channel => channel.Lost)]),
            ("doubled", [.. messages.CountBy(message => message.Text).Where(text => text.Value > 1 && !IsReply(text.Key)).Select(text => text.Key), .. Enumerable.Repeat("one key, two messages", scene.Ledger.Conflicts)]),
            ("sent twice", [.. SentTwice(scene), .. sent.Where(message => message.Value > 1).Select(message => $"sms {message.Key}"), .. channels.SelectMany(channel => channel.Doubled)]),
            ("out of order", [.. OrderCheck.Faults(arrivals, events), .. OrderCheck.Faults(taken, events)]),
            ("never told", [.. events.Keys.Except(taken.Select(told => told.Id))]),
            ("run twice", actions.Twice),
            ("not run", actions.NotRun)
        ];
        var verdict = new Verdict(fault)
        {
            Acknowledged = scene.Ledger.Count, Missing = found[0].Found.Count, Doubled = found[1].Found.Count, SentTwice = found[2].Found.Count,
            OutOfOrder = found[3].Found.Count, NeverTold = found[4].Found.Count, RunTwice = found[5].Found.Count, NotRun = found[6].Found.Count,
            ToldAgain = arrivals.Count - arrivals.DistinctBy(told => told.Id).Count(),
            Unknown = messages.Count(message => message.IsUnknown),
            Waiting = waiting,
            Details = [.. channels.Select(channel => channel.Line), .. found.Where(kind => kind.Found.Count > 0).Select(kind => $"{kind.What}: {string.Join("; ", kind.Found.Take(Examples))}")]
        };
        return verdict.IsClean ? verdict : verdict with { Details = [.. verdict.Details, .. waiting > 0 ? status.Split('\n') : [], .. Complaints(scene)] };
    }

    /// <summary>What a flow answered has the message's text after these letters.</summary>
    public static bool IsReply(string text) => text.StartsWith("re: ", StringComparison.Ordinal);

    private static IEnumerable<string> Missing(Scene scene, List<Message> messages)
    {
        var (incoming, outgoing) = (messages.Where(message => message.IsIncoming).Select(message => message.Text).ToHashSet(), messages.ToDictionary(message => message.Id, message => message.Text));
        return scene.Ledger.Received.Keys.Where(text => !incoming.Contains(text))
            .Concat(scene.Ledger.Accepted.Where(accepted => outgoing.GetValueOrDefault(accepted.Value) != accepted.Key).Select(accepted => accepted.Key));
    }

    /// <summary>Outgoing messages that were accepted and did not reach their provider, and do not say that this is not known.</summary>
    private static IEnumerable<string> NotSent(Scene scene, List<Message> messages, Dictionary<string, int> sms)
    {
        var pushed = scene.Line.Pushes.Select(push => push.RetryKey).ToHashSet();
        return messages.Where(message => !message.IsIncoming && (message.Type == "line" ? !pushed.Contains(message.Id) || message.Status != "done"
            : !message.IsUnknown && (sms.GetValueOrDefault(message.Id) == 0 || message.Status != "done"))).Select(message => $"{message.Type} {message.Text} is {message.Status} {message.ErrorCode}, and was not sent");
    }

    /// <summary>Texts that LINE accepted twice, or was asked for under two keys.</summary>
    private static IEnumerable<string> SentTwice(Scene scene) => scene.Line.Tries.DistinctBy(push => (push.RetryKey, push.Text)).Where(push => !IsReply(push.Text)).CountBy(push => push.Text)
        .Concat(scene.Line.Pushes.CountBy(push => push.RetryKey)).Where(text => text.Value > 1).Select(text => $"line {text.Key}");

    /// <summary>What the servers wrote most often.</summary>
    private static IEnumerable<string> Complaints(Scene scene) => scene.Installation.Nodes.SelectMany(node => node.Lines).Where(line => line.StartsWith("   ", StringComparison.Ordinal))
        .CountBy(line => line.Trim()).OrderByDescending(line => line.Value).Take(Examples).Select(line => $"the servers wrote {line.Value} times: {line.Key}");
}
