namespace Confab.Channels;

/// <summary>A channel on which we may write as we like only for a while after the peer has written.</summary>
public interface IWindowed
{
    /// <summary>How long after the peer's last message.</summary>
    TimeSpan Window { get; }

    /// <summary>Whether a message may be sent after that too.</summary>
    bool GoesOutside(string text, IReadOnlyList<OutboundMedia> medias);
}

/// <summary>A channel where a message may take several calls, one after another: each is an attempt of its own, so a crash between two repeats none.</summary>
public interface ISendsInParts
{
    /// <summary>How many calls a message takes. The same at every attempt.</summary>
    int Parts(OutboundMessage message);
}
