namespace Confab.Faults.Checks;

/// <summary>What became of a channel's messages, by what its provider took.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Sent">How many messages of ours there are.</param>
/// <param name="Lost">Those that its provider never took, or that do not say that it did, and those of which nobody knows although they could have been repeated.</param>
/// <param name="Doubled">Those that it took twice.</param>
/// <param name="Unknown">Those that say that nobody knows.</param>
internal sealed record ChannelCheck(string Channel, int Sent, IReadOnlyList<string> Lost, IReadOnlyList<string> Doubled, int Unknown)
{
    /// <summary>It in a line.</summary>
    public string Line => $"{Channel}: {Sent} sent, {Lost.Count} lost, {Doubled.Count} doubled, {Unknown} unknown";

    /// <summary>Counts those of every channel.</summary>
    public static List<ChannelCheck> Of(Scene scene, List<Message> messages)
    {
        var channels = scene.Users.Where(user => user.Conversation is not null).ToDictionary(user => user.Conversation!, user => user.Channel);
        return scene.Providers is null ? [] : [.. scene.Providers.Each.Select(provider =>
        {
            var taken = provider.Taken.CountBy(text => text).ToDictionary();
            var sent = messages.Where(message => !message.IsIncoming && channels.GetValueOrDefault(message.Conversation) == provider.Channel).ToList();
            var lost = sent.Where(message => !(message.IsUnknown && !provider.KnowsKeys) && (message.Status != "done" || taken.GetValueOrDefault(message.Text) == 0));
            return new ChannelCheck(provider.Channel, sent.Count, [.. lost.Select(message => $"{provider.Channel} {message.Text} is {message.Status} {message.ErrorCode}")],
                [.. taken.Where(text => text.Value > 1).Select(text => $"{provider.Channel} {text.Key}")], sent.Count(message => message.IsUnknown));
        })];
    }
}
