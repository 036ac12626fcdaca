namespace HybridRec.Engine.Listens;

/// <summary>Identifies a user, that is a listener. Opaque: never used as a row number.</summary>
/// <param name="Value">The identifier issued by the play log; positive.</param>
public readonly record struct UserId(long Value);

/// <summary>A user and the name they are known by on the wire.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Name">The name, unique without regard to case, 1 to 100 characters without control characters or '/'.</param>
public sealed record User(UserId Id, string Name);
