namespace Confab.Store;

/// <summary>A connection in use: runs statements in the order in which they are added.</summary>
internal interface ISession
{
    /// <summary>
    /// Adds a statement. It has run after the next <see cref="FlushAsync"/>, or after the commit of a unit of work; where a round trip costs
    /// nothing it runs at once.
    /// </summary>
    void Add(Statement statement);

    /// <summary>Runs all that has been added.</summary>
    Task FlushAsync();

    /// <summary>Runs a text of several statements without values.</summary>
    Task RunScriptAsync(string script);
}
