namespace Confab.Channels.Line;

/// <summary>Who is who (Messaging API reference, "Get profile", "Get group chat summary", "Get group chat member profile").</summary>
internal sealed class LineProfiles(LineApi api)
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    /// <summary>What a user or group is called; rooms have no name.</summary>
    public Task<ProfileResult> PeerAsync(string dialogId, ChannelAccount account, CancellationToken stop) => Group(dialogId) switch
    {
        "group" => ReadAsync($"/v2/bot/group/{Escape(dialogId)}/summary", "groupName", account, stop),
        "room" => Task.FromResult(new ProfileResult(null)),
        _ => ReadAsync($"/v2/bot/profile/{Escape(dialogId)}", "displayName", account, stop)
    };

    /// <summary>What a member of a group or room is called.</summary>
    public Task<ProfileResult> MemberAsync(string dialogId, string userId, ChannelAccount account, CancellationToken stop) => Group(dialogId) is { Length: > 0 } group
        ? ReadAsync($"/v2/bot/{group}/{Escape(dialogId)}/member/{Escape(userId)}", "displayName", account, stop) : Task.FromResult(new ProfileResult(null));

    private async Task<ProfileResult> ReadAsync(string path, string field, ChannelAccount account, CancellationToken stop)
    {
        var answer = await api.GetAsync(path, account, stop);
        return (int?)answer.Status switch
        {
            200 when LineApi.Json(answer) is { } json => new ProfileResult(json.Text(field) is { Length: > 0 } name ? name : null) { Picture = Picture(json.Text("pictureUrl")) },
            null or 401 or 429 or >= 500 => new ProfileResult(null, answer.RetryAfter ?? Later),
            _ => new ProfileResult(null)
        };
    }

    private static string Picture(string url) => url.Length <= 2000 && url.StartsWith("https://", StringComparison.Ordinal) ? url : "";

    /// <summary>Ids of groups begin with C, those of rooms with R, those of users with U.</summary>
    private static string Group(string dialogId) => dialogId[..1] switch
    {
        "C" => "group",
        "R" => "room",
        _ => ""
    };

    private static string Escape(string id) => Uri.EscapeDataString(id);
}
