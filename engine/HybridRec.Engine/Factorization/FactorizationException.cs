using HybridRec.Engine.Diagnostics;

namespace HybridRec.Engine.Factorization;

/// <summary>The equations of a user or item could not be solved: the data and the options do not go together.</summary>
public sealed class FactorizationException : HybridRecException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="subject">Whose equations, e.g. "user row 812 in iteration 3".</param>
    /// <param name="regularization">λ in use, named in the remedy.</param>
    public FactorizationException(string subject, float regularization)
        : base($"Cholesky failed on {subject}: the equations are singular; raise Regularization (now {regularization:R}).")
    {
        Subject = subject;
    }

    /// <summary>Whose equations could not be solved.</summary>
    public string Subject { get; }
}
